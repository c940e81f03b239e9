using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>Money that once came in for a card: by a sale or load, through the platform or at the counter.</summary>
/// <param name="Id">The journal entry of it.</param>
/// <param name="Order">The order that was paid; null at the counter.</param>
/// <param name="Paid">What came in.</param>
/// <param name="Commission">What the platform kept of it.</param>
internal sealed record Charge(EntryId Id, OrderId? Order, Money Paid, Money Commission)
{
    /// <summary>The card that it was for.</summary>
    public required CardId Card { get; init; }

    /// <summary>
    /// What of it went back, or is on its way, by refunds and by disputes that are not won; at most all.
    /// </summary>
    public required Money Refunded { get; init; }

    /// <summary>What of the commission went back with it.</summary>
    public required Money Returned { get; init; }

    /// <summary>
    /// What of it the platform gave back for value that was spent; nothing of the commission belongs to it.
    /// </summary>
    public required Money Goodwill { get; init; }

    public Money Left => Paid - Refunded - Goodwill;

    /// <summary>
    /// The commission that goes back with a further part: what of the whole belongs to all parts up to this one, less
    /// what went back with the earlier ones. So the parts add up to the whole, wherever each of them was rounded. Never
    /// less than nothing nor more than the part itself.
    /// </summary>
    public Money CommissionOf(Money part)
    {
        var soFar = Math.Min((Refunded + part).Minor, Paid.Minor);
        var due = HalfToEven.Divide((Int128)Commission.Minor * soFar, Paid.Minor) - Returned.Minor;
        return new Money(Math.Clamp(due, 0, part.Minor), part.Currency);
    }

    /// <summary>
    /// All charges of a card, newest first. Every new charge, and every refund that takes or restores value, changes
    /// the card's version; so whoever read the card before, and writes under that version, has seen them all.
    /// </summary>
    public static async Task<IReadOnlyList<Charge>> OfAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        var sales = context.Sales.AsNoTracking()
            .Where(sale => sale.MerchantId == card.MerchantId && sale.CardId == card.Id);
        var taken = await context.Postings.AsNoTracking()
            .Where(posting => posting.MerchantId == card.MerchantId && posting.CardId == card.Id
                && posting.Debit == AccountKind.Cash && posting.Credit == AccountKind.CardLiability)
            .Select(posting => new Row(posting.EntryId, card.Id, null, posting.AmountMinor, 0, card.Currency))
            .ToListAsync(cancellationToken);
        var back = await ChargesBack.OfCardAsync(context, card, cancellationToken);
        return [.. (await RowsAsync(sales, cancellationToken)).Concat(taken)
            .OrderByDescending(row => row.Id.Value)
            .Select(row => Of(row, back))];
    }

    /// <summary>All charges of an order's payment, in the order in which they were written.</summary>
    public static async Task<IReadOnlyList<Charge>> OfOrderAsync(
        GiftCardsDbContext context, Order order, CancellationToken cancellationToken)
    {
        var sales = context.Sales.AsNoTracking()
            .Where(sale => sale.MerchantId == order.MerchantId && sale.OrderId == order.Id);
        var back = await ChargesBack.OfOrderAsync(context, order, cancellationToken);
        return [.. (await RowsAsync(sales, cancellationToken))
            .OrderBy(row => row.Id.Value)
            .Select(row => Of(row, back))];
    }

    private static Task<List<Row>> RowsAsync(IQueryable<Sale> sales, CancellationToken cancellationToken) => sales
        .Select(sale => new Row(
            sale.EntryId, sale.CardId, sale.OrderId, sale.GrossMinor, sale.CommissionMinor, sale.Currency))
        .ToListAsync(cancellationToken);

    private static Charge Of(Row row, ChargesBack back)
    {
        var (amount, commission, goodwill) = back.Of(row.Id);
        var refunded = Math.Min(amount, row.Minor);
        return new Charge(
            row.Id, row.Order, new Money(row.Minor, row.Currency), new Money(row.CommissionMinor, row.Currency))
        {
            Card = row.Card,
            Refunded = new Money(refunded, row.Currency),
            Goodwill = new Money(Math.Min(goodwill, row.Minor - refunded), row.Currency),
            Returned = new Money(commission, row.Currency),
        };
    }

    private sealed record Row(
        EntryId Id, CardId Card, OrderId? Order, long Minor, long CommissionMinor, Currency Currency);
}
