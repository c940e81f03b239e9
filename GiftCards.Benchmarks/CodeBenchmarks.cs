using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Benchmarks;

/// <summary>What a card code costs: making one, hashing it for look-up. The anchor is the bare keyed hash.</summary>
public class CodeBenchmarks
{
    private static readonly byte[] Key = new byte[32];
    private readonly Protector protector = new(new SecretKeys([new("b", Key)], [new("b", Key)], [new("b", Key)]));
    private readonly byte[] text = Encoding.ASCII.GetBytes("KATIADEMACTVE2222");

    [Benchmark(Baseline = true)]
    public byte[] BareKeyedHash() => HMACSHA256.HashData(Key, text);

    [Benchmark]
    public byte[] HashCode() => protector.HashCode("KATIADEMACTVE2222");

    [Benchmark]
    public CardCode Generate() => CardCode.Generate("KATIA", 3);

    [Benchmark]
    public bool Parse() => CardCode.TryParse("katia-dema-ctve-2222", out _);
}
