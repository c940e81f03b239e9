using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>What waits for a second person at a merchant.</summary>
public sealed class ApprovalQueries(GiftCardsDatabase database)
{
    /// <summary>Corrections that wait, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<Approval>>> WaitingAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsManage, merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var query = context.Approvals.AsNoTracking().Where(approval => approval.Status == ApprovalStatus.Waiting);
        if (page.After is { } after)
        {
            var last = new ApprovalId(after);
            query = query.Where(approval => approval.Id < last);
        }

        var rows = await query.OrderByDescending(approval => approval.Id)
            .Take(page.Limit + 1).ToListAsync(cancellationToken);
        return page.Cut(rows, approval => approval.Id.Value);
    }
}
