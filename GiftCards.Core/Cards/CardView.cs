using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Cards;

/// <summary>The merchant of a card, as its views name it.</summary>
public sealed record MerchantSummary(MerchantId Id, string Slug, string Name)
{
    /// <summary>The colour of its cards and pages, <c>#RRGGBB</c>; empty for the house's own.</summary>
    public string Color { get; init; } = "";

    /// <summary>Where its days begin and end, as an IANA name.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What stands in a merchant's place on the platform's own cards.</summary>
    public static readonly MerchantSummary Platform = new(MerchantId.Platform, PlatformSeller.Slug, PlatformSeller.Name)
    {
        TimeZone = PlatformSeller.TimeZone,
    };

    /// <summary>The merchant, or the platform where there is none.</summary>
    public static MerchantSummary OrPlatform(Merchant? merchant) => merchant is null ? Platform : Of(merchant);

    public static MerchantSummary Of(Merchant merchant) =>
        new(merchant.Id, merchant.Slug, merchant.Name) { Color = merchant.Color, TimeZone = merchant.TimeZone };
}

/// <summary>A card as staff, programs and its holder see it: everything but the code.</summary>
public sealed record CardView
{
    public required CardId Id { get; init; }

    public required string Last4 { get; init; }

    public required MerchantSummary Merchant { get; init; }

    public required Money InitialAmount { get; init; }

    public required Money Balance { get; init; }

    public required Money Available { get; init; }

    /// <summary>The status at the time of asking: a card past its validity reads as expired.</summary>
    public required CardStatus Status { get; init; }

    public required CardSource Source { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required Party? Purchaser { get; init; }

    public required Party? Recipient { get; init; }

    public required CardRules Rules { get; init; }

    public required string Design { get; init; }

    public required string? Message { get; init; }

    /// <summary>Who gave it, by name: the last one who passed it on, else the one who bought it for another.</summary>
    public required string? Giver { get; init; }

    /// <summary>Whether it waits for somebody to accept it, and cannot be used meanwhile.</summary>
    public required bool IsInTransfer { get; init; }

    public static CardView Of(Card card, MerchantSummary merchant, DateTimeOffset now) => new()
    {
        Id = card.Id,
        Last4 = card.Last4,
        Merchant = merchant,
        InitialAmount = card.InitialAmount,
        Balance = card.Balance,
        Available = card.Available,
        Status = RedemptionPolicy.StatusAt(card, now),
        Source = card.Source,
        IssuedAt = card.IssuedAt,
        ExpiresAt = card.ExpiresAt,
        LastUsedAt = card.LastUsedAt,
        Purchaser = PartyOf(card.PurchaserName, card.PurchaserEmail),
        Recipient = PartyOf(card.RecipientName, card.RecipientEmail),
        Rules = new CardRules(card.AllowPartialUse, card.AllowMultipleServices, card.MinimumPurchaseMinor),
        Design = card.Design,
        Message = card.Message,
        Giver = card.GiverName
            ?? (card.IsGift ? card.PurchaserName : null),
        IsInTransfer = card.IsInTransfer,
    };

    /// <summary>The card as it stood right after a transaction, which is what a repeated call is told again.</summary>
    public CardView After(CardTransaction transaction) => this with
    {
        Balance = new Money(transaction.BalanceAfterMinor, transaction.Currency),
        Available = new Money(transaction.BalanceAfterMinor - transaction.HeldAfterMinor, transaction.Currency),
        Status = EnumText.Parse<CardStatus>(transaction.StatusAfter),
        ExpiresAt = transaction.ExpiresAfter,
        LastUsedAt = transaction.LastUsedAfter,
    };

    /// <summary>
    /// What a merchant may know of a card that is not its own: enough to take it. Who bought it, who was given it and
    /// when it was used elsewhere is nobody's business there.
    /// </summary>
    /// <param name="own">The line that the merchant itself has just written, where it has.</param>
    public CardView ToOthers(CardTransaction? own = null) => this with
    {
        Purchaser = null,
        Recipient = null,
        Giver = null,
        Message = null,
        LastUsedAt = own is { Type: EntryType.Redeem or EntryType.Capture } ? own.At : null,
    };

    private static Party? PartyOf(string? name, string? email) =>
        name is null && email is null ? null : new Party(name, email);
}

/// <summary>One line of a card's history.</summary>
public sealed record TransactionView
{
    public required TransactionId Id { get; init; }

    public required CardId Card { get; init; }

    public required EntryType Type { get; init; }

    /// <summary>Signed.</summary>
    public required Money Amount { get; init; }

    public required Money BalanceAfter { get; init; }

    public required SaleReference Reference { get; init; }

    public required string? Reason { get; init; }

    public required string Actor { get; init; }

    /// <summary>Where it happened, for holders of a card that is good at many merchants; else null.</summary>
    public MerchantSummary? Place { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static TransactionView Of(CardTransaction transaction) => new()
    {
        Id = transaction.Id,
        Card = transaction.CardId,
        Type = transaction.Type,
        Amount = new Money(transaction.AmountMinor, transaction.Currency),
        BalanceAfter = new Money(transaction.BalanceAfterMinor, transaction.Currency),
        Reference = transaction.Reference,
        Reason = transaction.Reason,
        Actor = transaction.ActorLabel,
        CreatedAt = transaction.At,
    };
}
