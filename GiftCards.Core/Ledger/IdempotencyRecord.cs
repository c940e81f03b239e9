using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>
/// That a key was used, for what, and with which effect; written in the transaction of the effect, kept 30 days.
/// </summary>
public sealed class IdempotencyRecord
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public required string Scope { get; init; }

    public required string Operation { get; init; }

    public required string Key { get; init; }

    /// <summary>SHA-256 of the command; another command under the same key is refused.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>The transaction, order or card that the first call made; its answer is told again from there.</summary>
    public required Guid SubjectId { get; init; }

    public required DateTimeOffset At { get; init; }

    public static IdempotencyRecord Of(IdempotencyKey key, Guid subject, DateTimeOffset now) => new()
    {
        Scope = key.Scope,
        Operation = key.Operation,
        Key = key.Key,
        Fingerprint = key.Fingerprint,
        SubjectId = subject,
        At = now,
    };
}
