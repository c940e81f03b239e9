using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>A payment whose money the provider made into another currency.</summary>
/// <param name="Order">What was paid.</param>
/// <param name="Paid">What the buyer paid.</param>
/// <param name="Conversion">What it became at the provider.</param>
public sealed record ConvertedPayment(OrderId Order, Money Paid, Conversion Conversion);

/// <summary>Shows administrators which payments were converted, and at which rate.</summary>
public sealed class ConversionQueries(GiftCardsDatabase database)
{
    /// <summary>The newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<ConvertedPayment>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Administrator admin || !admin.Grants.Open(AdminAreas.Payments))
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // Payments of all merchants, for administrators.
        var rows = context.BookedFees.AsNoTracking().Where(fee => fee.ConvertedRate != null)
            .Join(context.Orders, fee => fee.OrderId, order => order.Id, (fee, order) => new { fee, order });
        if (page.After is { } after)
        {
            var last = new OrderId(after);
            rows = rows.Where(row => row.order.Id < last);
        }

        var found = await rows.OrderByDescending(row => row.order.Id).Take(page.Limit + 1)
            .Select(row => new { row.fee, row.order.Id, row.order.TotalMinor, row.order.Currency })
            .ToListAsync(cancellationToken);
        var converted = found.Select(row =>
            new ConvertedPayment(row.Id, new Money(row.TotalMinor, row.Currency), row.fee.Conversion!)).ToList();
        return page.Cut(converted, row => row.Order.Value);
    }
}
