using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Transfers;

/// <summary>Where a transfer stands. Only a waiting one can be accepted.</summary>
public enum TransferStatus
{
    Waiting,

    /// <summary>Accepted: the card, or the part, is another's now.</summary>
    Claimed,

    /// <summary>Taken back by its sender.</summary>
    Withdrawn,

    /// <summary>Nobody accepted it in time; it is its sender's again.</summary>
    Expired,

    /// <summary>The card ended meanwhile.</summary>
    Ended,
}

/// <summary>
/// A card, or part of its value, on its way to another person. It changes only in the transaction of a movement of its
/// card: while a whole card waits the card says so, and what waits of a part is held of the card.
/// </summary>
public sealed class Transfer
{
    /// <summary>How long it waits at most; never past the card's own end.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Whose card it is; part of the key, so that the table can be split by merchant.</summary>
    public required MerchantId MerchantId { get; init; }

    public required TransferId Id { get; init; }

    /// <summary>The card that is passed on, or that the part comes from.</summary>
    public required CardId CardId { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>The part, in minor units; null when the whole card goes.</summary>
    public required long? AmountMinor { get; init; }

    public required UserId SenderId { get; init; }

    /// <summary>The sender's name as it was then; mails and the receiver's page say it.</summary>
    public required string SenderName { get; init; }

    /// <summary>The address it is meant for; null when its sender passes the claim code on.</summary>
    public required string? ToEmail { get; init; }

    public required byte[]? ToEmailHash { get; init; }

    public required string? Message { get; init; }

    /// <summary>Language of the invitation, such as <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>Keyed hash of the claim code, unique.</summary>
    public required byte[] ClaimCodeHash { get; init; }

    /// <summary>The claim code, encrypted for this row; removed once it no longer waits.</summary>
    public required string? EncryptedClaimCode { get; init; }

    public TransferStatus Status { get; init; } = TransferStatus.Waiting;

    /// <summary>The line in the card's history that began it.</summary>
    public required TransactionId StartedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From this instant on it cannot be accepted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it stopped waiting.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    public UserId? ClaimedBy { get; init; }

    /// <summary>The card that its receiver got: the same for a whole card, a new one for a part.</summary>
    public CardId? ClaimedCardId { get; init; }

    public bool IsWhole => AmountMinor is null;

    /// <summary>The part; null when the whole card goes.</summary>
    public Money? Amount => AmountMinor is { } minor ? new Money(minor, Currency) : null;

    /// <summary>
    /// The status at an instant: one whose time is over counts as expired before the job has written it down.
    /// </summary>
    public TransferStatus StatusAt(DateTimeOffset now) =>
        Status == TransferStatus.Waiting && ExpiresAt <= now ? TransferStatus.Expired : Status;

    /// <summary>The last whole local day on which it can be accepted, for those who are told a day.</summary>
    public DateOnly LastFullDay(TimeZoneInfo zone) => Instants.LocalDay(ExpiresAt, zone).AddDays(-1);

    /// <summary>The claim code in readable form, or null once it no longer waits.</summary>
    public ClaimCode? ReadClaimCode(Protector protector) =>
        EncryptedClaimCode is not null && ClaimCode.TryParse(
            protector.Decrypt(EncryptedClaimCode, CodeContext(MerchantId, Id)), out var code)
            ? code
            : null;

    internal static string Encrypt(ClaimCode code, MerchantId merchant, TransferId id, Protector protector) =>
        protector.Encrypt(code.Normalized, CodeContext(merchant, id));

    private static string CodeContext(MerchantId merchant, TransferId id) =>
        $"transfers.claim_code:{merchant.Value:N}:{id.Value:N}";
}
