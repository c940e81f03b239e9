using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Shows administrators the money that pays for nothing.</summary>
public sealed class UnmatchedPaymentQueries(GiftCardsDatabase database)
{
    /// <summary>
    /// What waits for a person first, then the newest; <paramref name="onlyOpen"/> leaves out what is closed.
    /// Errors: <c>forbidden</c>.
    /// </summary>
    public async Task<Result<Page<UnmatchedPayment>>> ListAsync(
        Actor actor, bool onlyOpen, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Administrator admin || !admin.Grants.Open(AdminAreas.Payments))
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // Payments of nobody's, for administrators.
        var rows = context.UnmatchedPayments.AsNoTracking();
        if (onlyOpen)
        {
            rows = rows.Where(row => row.Status == UnmatchedStatus.Open || row.Status == UnmatchedStatus.Returning);
        }

        if (page.After is { } after)
        {
            var last = new RefundId(after);
            rows = rows.Where(row => row.RefundId < last);
        }

        var found = await rows.OrderByDescending(row => row.RefundId).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return page.Cut(found, row => row.RefundId.Value);
    }
}
