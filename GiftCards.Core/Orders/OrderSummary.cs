using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Orders;

/// <summary>One line in the list of a person's own orders.</summary>
public sealed record OrderSummary
{
    public required OrderId Id { get; init; }

    public required OrderStatus Status { get; init; }

    public required MerchantSummary Merchant { get; init; }

    public required Money Total { get; init; }

    public required IReadOnlyList<OrderItem> Items { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last four of the cards that the order tops up.</summary>
    public IReadOnlyDictionary<CardId, string> TopUpLast4 { get; init; } = new Dictionary<CardId, string>();

    /// <summary>
    /// Cards of the order that are in the person's own wallet; those given away are their recipients'.
    /// </summary>
    public required IReadOnlyList<CardView> OwnCards { get; init; }
}
