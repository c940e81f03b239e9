using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Common;

namespace GiftCards.Core.Audit;

/// <summary>
/// One link of the chain over the audit trail: after the entry is committed it gets a position, and a hash over the
/// hash before and the entry. Who changes or removes an entry, or slips one in, breaks the chain there. Written once.
/// </summary>
public sealed class AuditSeal
{
    /// <summary>What stands for the hash before the first link.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>From 1, without a gap.</summary>
    public required long Position { get; init; }

    public required MerchantId MerchantId { get; init; }

    public required AuditEntryId EntryId { get; init; }

    public required byte[] Hash { get; init; }

    public required DateTimeOffset SealedAt { get; init; }

    /// <summary>
    /// SHA-256 over the hash before, the position, and the columns of the entry: each as its length in bytes (32 bit,
    /// big-endian; -1 for null) and its text in UTF-8. Ids are lower-case UUIDs, the instant is microseconds since
    /// 1970.
    /// </summary>
    public static byte[] HashOf(byte[] previous, long position, AuditEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        var micros = (entry.At.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        string?[] columns =
        [
            Text(position),
            entry.MerchantId.Value.ToString(),
            entry.Id.Value.ToString(),
            Text(micros),
            entry.Action,
            entry.ActorLabel,
            entry.ActingAs,
            entry.FromAddress,
            entry.TargetKind,
            entry.TargetId,
            entry.Before,
            entry.After,
        ];
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var column in columns)
        {
            var bytes = column is null ? null : Encoding.UTF8.GetBytes(column);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes?.Length ?? -1);
            hash.AppendData(length);
            hash.AppendData(bytes ?? []);
        }

        return hash.GetHashAndReset();
    }

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
