using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using GiftCards.Core.Persistence;
using Xunit;
using Xunit.Sdk;

namespace GiftCards.Tests.Faults;

/// <summary>
/// One run of a fault test. It is short among the other tests and long by <c>eng/fault-test</c>; either way everything
/// that chance decides comes from the seed, which is always told, and a failure says how to run the same again.
/// </summary>
public sealed class FaultRun
{
    private const string SeedName = "GIFTCARDS_FAULT_SEED";
    private const string SecondsName = "GIFTCARDS_FAULT_SECONDS";

    private readonly Stopwatch watch = new();
    private readonly string command;
    private readonly TimeSpan length;
    private readonly int rounds;
    private int begun;

    private FaultRun(string test, DatabaseProvider? provider, TimeSpan length, int rounds)
    {
        this.length = length;
        this.rounds = rounds;
        Seed = Number(SeedName) ?? RandomNumberGenerator.GetInt32(1, int.MaxValue);
        var database = provider switch
        {
            DatabaseProvider.Sqlite => " --database sqlite",
            DatabaseProvider.PostgreSql => " --database postgresql",
            _ => "",
        };
        command = $"eng/fault-test {test} --seed {Seed}{database}";
        Write($"{test}: {command}");
    }

    /// <summary>Whether a person started this, and has time.</summary>
    public static bool IsLong { get; } = Number(SecondsName) is not null;

    public int Seed { get; }

    /// <summary>How many rounds have begun.</summary>
    public int Rounds => begun;

    private bool IsOver => watch.Elapsed >= length;

    /// <summary>Begins a run.</summary>
    /// <param name="test">Its name, such as <c>R1</c>.</param>
    /// <param name="provider">Which database it is on; null where there is but one way.</param>
    /// <param name="seconds">How long the short form lasts at most.</param>
    /// <param name="rounds">How many rounds the short form makes at most.</param>
    /// <param name="longRounds">How many rounds the long form makes at most.</param>
    public static FaultRun Begin(
        string test, DatabaseProvider? provider, int seconds, int rounds = int.MaxValue, int longRounds = int.MaxValue) =>
        new(test, provider, TimeSpan.FromSeconds(Number(SecondsName) ?? seconds), IsLong ? longRounds : rounds);

    /// <summary>
    /// Whether there is another round to make; there is always a first. What a round does depends on the seed and its
    /// number alone, so the long form begins with what the short form did.
    /// </summary>
    public bool Next(out int round)
    {
        watch.Start();
        round = begun;
        if (begun > 0 && (begun >= rounds || IsOver))
        {
            return false;
        }

        begun++;
        return true;
    }

    /// <summary>Chance for one part of the run, the same whenever the seed is the same.</summary>
    public Random Chance(params ReadOnlySpan<int> part)
    {
        var mixed = Seed;
        foreach (var number in part)
        {
            mixed = unchecked((mixed * 16_777_619) ^ number);
        }

        return new Random(mixed & int.MaxValue);
    }

    /// <summary>Runs the test, and tells with its failure how to see it again.</summary>
    public async Task ProveAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception error) when (error is not SkipException)
        {
            throw new XunitException($"Run it again: {command}", error);
        }

        Write($"{begun} rounds in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    public static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
