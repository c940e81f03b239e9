using System.ComponentModel;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;

namespace GiftCards.Web.Api.V1;

/// <summary>Which card is topped up; one of the two.</summary>
internal sealed record TopUpBody
{
    [Description("The card's code. Look-ups count as balance checks do.")]
    public string? Code { get; init; }

    [Description("The card's id, for the person who has it in the wallet.")]
    public string? GiftCardId { get; init; }

    public Result<TopUpTarget> ToTarget(string field) => (Code, GiftCardId) switch
    {
        ({ } code, null) => new TopUpTarget(code),
        (null, { } id) => PublicId.TryParse<CardId>(id, out var card)
            ? new TopUpTarget(Card: card)
            : new Core.Cards.CardNotFound(),
        (null, null) => new InvalidRequest($"{field}.code", InvalidReason.Required),
        _ => new InvalidRequest($"{field}.giftCardId", InvalidReason.NotAllowed),
    };
}

/// <summary>The card that a line of an order tops up.</summary>
internal sealed record ToppedUpBody(string GiftCardId, string Last4);

/// <summary>What an order loaded onto a card.</summary>
internal sealed record LoadedCardBody
{
    public required string GiftCardId { get; init; }

    public required string Last4 { get; init; }

    public required MoneyBody Amount { get; init; }

    [Description("The end of the card's validity right after the load; null for never.")]
    public required DateTimeOffset? ExpiresAt { get; init; }

    public static LoadedCardBody Of(OrderedTopUp topUp) => new()
    {
        GiftCardId = topUp.Card.ToString(),
        Last4 = topUp.Last4,
        Amount = MoneyBody.Of(topUp.Amount),
        ExpiresAt = topUp.ExpiresAt,
    };
}
