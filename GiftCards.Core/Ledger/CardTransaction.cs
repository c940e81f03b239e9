using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>
/// One card's side of a journal entry: the line of its history, and what a repeated call is answered from.
/// Written once, never changed.
/// </summary>
public sealed class CardTransaction
{
    private CardTransaction()
    {
    }

    public MerchantId MerchantId { get; private init; }

    public TransactionId Id { get; private init; }

    public EntryId EntryId { get; private init; }

    public CardId CardId { get; private init; }

    public EntryType Type { get; private init; }

    public Currency Currency { get; private init; }

    /// <summary>Signed change of the card's value, in minor units.</summary>
    public long AmountMinor { get; private init; }

    public long BalanceAfterMinor { get; private set; }

    public long HeldAfterMinor { get; private set; }

    /// <summary>The card's status afterwards, snake_case.</summary>
    public string StatusAfter { get; private set; } = "";

    /// <summary>The end of the card's validity afterwards; null means never.</summary>
    public DateTimeOffset? ExpiresAfter { get; private set; }

    /// <summary>When the card had last been used, this entry included.</summary>
    public DateTimeOffset? LastUsedAfter { get; private set; }

    /// <summary>
    /// The card's version afterwards. Instants may coincide; this is the order in which the card's history happened.
    /// </summary>
    public int VersionAfter { get; private set; }

    public DateTimeOffset At { get; private init; }

    public string ActorLabel { get; private init; } = "";

    public string? Reason { get; private init; }

    public SaleReference Reference { get; private init; } = SaleReference.None;

    internal static CardTransaction Write(JournalEntry entry, CardSide side)
    {
        var transaction = new CardTransaction
        {
            MerchantId = entry.MerchantId,
            Id = PublicId.New<TransactionId>(entry.At),
            EntryId = entry.Id,
            CardId = side.Card,
            Type = side.Type ?? entry.Type,
            Currency = side.Amount.Currency,
            AmountMinor = side.Amount.Minor,
            At = entry.At,
            ActorLabel = entry.ActorLabel,
            Reason = entry.Reason,
            Reference = side.Reference ?? SaleReference.None,
        };
        if (side.After is { } after)
        {
            transaction.Stand(after);
        }

        return transaction;
    }

    /// <summary>Takes down how the card stands, as the database said it when it changed the card.</summary>
    internal void Stand(CardStanding after)
    {
        BalanceAfterMinor = after.BalanceMinor;
        HeldAfterMinor = after.HeldMinor;
        StatusAfter = after.Status;
        ExpiresAfter = after.ExpiresAt;
        LastUsedAfter = after.LastUsedAt;
        VersionAfter = after.Version;
    }
}

/// <summary>
/// What the counter or the booking system says about the sale a card was used for; every part optional.
/// </summary>
public sealed record SaleReference
{
    public static readonly SaleReference None = new();

    public string? BookingId { get; init; }

    public string? ServiceId { get; init; }

    public string? ServiceName { get; init; }

    public string? CustomerId { get; init; }

    public string? CustomerName { get; init; }

    public string? Location { get; init; }

    public string? Note { get; init; }

    /// <summary>The bill, in minor units of the card's currency, when the caller told it.</summary>
    public long? PurchaseTotalMinor { get; init; }
}
