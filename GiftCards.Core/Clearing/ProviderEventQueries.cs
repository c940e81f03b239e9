using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Clearing;

/// <summary>Shows administrators what the payment provider sent, and what came of it.</summary>
public sealed class ProviderEventQueries(GiftCardsDatabase database)
{
    /// <summary>The newest first; of one outcome where one is named. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<ProviderEvent>>> ListAsync(
        Actor actor, EventOutcome? outcome, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Administrator admin || !admin.Grants.Open(AdminAreas.Payments))
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // Events of the provider's belong to no merchant.
        var rows = context.ProviderEvents.AsNoTracking();
        if (outcome is { } one)
        {
            rows = rows.Where(row => row.Outcome == one);
        }

        if (page.After is { } after)
        {
            rows = rows.Where(row => row.Arrival < after);
        }

        var found = await rows.OrderByDescending(row => row.Arrival).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return page.Cut(found, row => row.Arrival);
    }
}
