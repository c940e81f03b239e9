using System.ComponentModel;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api.V1;

/// <summary>An amount of money.</summary>
internal sealed record MoneyBody(
    [property: Description("Minor units: cents, fils, yen. AED 200.00 is 20000, JPY 3000 is 3000.")] long Amount,
    [property: Description("ISO 4217, upper case.")] Currency Currency)
{
    public static MoneyBody Of(Money money) => new(money.Minor, money.Currency);

    public Money ToMoney() => new(Amount, Currency);
}

/// <summary>One page of a list, newest first unless the list says otherwise.</summary>
internal sealed record ListBody<T>(
    IReadOnlyList<T> Data,
    [property: Description("Send as cursor for the next page; null at the end.")] string? NextCursor)
{
    public static ListBody<T> Of<TRow>(Page<TRow> page, Func<TRow, T> map) =>
        new([.. page.Data.Select(map)], page.NextCursor);
}

/// <summary>The merchant that something belongs to.</summary>
internal sealed record MerchantReferenceBody(string Id, string Slug, string Name)
{
    public static MerchantReferenceBody Of(MerchantSummary merchant) =>
        new(merchant.Id.ToString(), merchant.Slug, merchant.Name);
}

/// <summary>A person's name and e-mail address, as far as known.</summary>
internal sealed record PartyBody(string? Name = null, string? Email = null)
{
    public static PartyBody? Of(Party? party) => party is null ? null : new PartyBody(party.Name, party.Email);

    public Party ToParty() => new(Name, Email);
}

/// <summary>The rules a card was sold under.</summary>
internal sealed record CardRulesBody(bool AllowPartialUse, bool AllowMultipleServices, MoneyBody? MinimumPurchase);

/// <summary>A gift card. The code is never part of it.</summary>
internal record CardBody
{
    public required string Id { get; init; }

    [Description("The last four characters of the code.")]
    public required string Last4 { get; init; }

    public required MerchantReferenceBody Merchant { get; init; }

    public required MoneyBody InitialAmount { get; init; }

    public required MoneyBody Balance { get; init; }

    [Description("The balance less what is held.")]
    public required MoneyBody Available { get; init; }

    public required CardStatus Status { get; init; }

    public required CardSource Source { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    [Description("The first instant after the last valid local day; null for a card that does not expire.")]
    public required DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? LastUsedAt { get; init; }

    public required PartyBody? Purchaser { get; init; }

    public required PartyBody? Recipient { get; init; }

    public required CardRulesBody Rules { get; init; }

    public static CardBody Of(CardView card) => new()
    {
        Id = card.Id.ToString(),
        Last4 = card.Last4,
        Merchant = MerchantReferenceBody.Of(card.Merchant),
        InitialAmount = MoneyBody.Of(card.InitialAmount),
        Balance = MoneyBody.Of(card.Balance),
        Available = MoneyBody.Of(card.Available),
        Status = card.Status,
        Source = card.Source,
        IssuedAt = card.IssuedAt,
        ExpiresAt = card.ExpiresAt,
        LastUsedAt = card.LastUsedAt,
        Purchaser = PartyBody.Of(card.Purchaser),
        Recipient = PartyBody.Of(card.Recipient),
        Rules = new CardRulesBody(
            card.Rules.AllowPartialUse,
            card.Rules.AllowMultipleServices,
            card.Rules.MinimumPurchaseMinor is { } least ? new MoneyBody(least, card.Balance.Currency) : null),
    };
}

/// <summary>What the caller said about the sale a card was used for.</summary>
internal sealed record SaleReferenceBody(
    string? BookingId,
    string? ServiceId,
    string? ServiceName,
    string? CustomerId,
    string? CustomerName,
    string? Location);

/// <summary>One line of a card's history.</summary>
internal sealed record TransactionBody
{
    public required string Id { get; init; }

    public required Core.Ledger.EntryType Type { get; init; }

    [Description("Signed: negative takes value off the card.")]
    public required MoneyBody Amount { get; init; }

    public required MoneyBody BalanceAfter { get; init; }

    public required SaleReferenceBody Reference { get; init; }

    public required string? Reason { get; init; }

    [Description("Who did it: key:key_…, user:usr_…, order:ord_… or system:….")]
    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static TransactionBody Of(TransactionView transaction) => new()
    {
        Id = transaction.Id.ToString(),
        Type = transaction.Type,
        Amount = MoneyBody.Of(transaction.Amount),
        BalanceAfter = MoneyBody.Of(transaction.BalanceAfter),
        Reference = new SaleReferenceBody(
            transaction.Reference.BookingId,
            transaction.Reference.ServiceId,
            transaction.Reference.ServiceName,
            transaction.Reference.CustomerId,
            transaction.Reference.CustomerName,
            transaction.Reference.Location),
        Reason = transaction.Reason,
        Actor = transaction.Actor,
        CreatedAt = transaction.CreatedAt,
    };
}
