using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Holds;

/// <summary>What a merchant's staff and programs may know about its holds.</summary>
public sealed class HoldQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>One hold on one of the merchant's cards. Errors: <c>not_found</c>, <c>forbidden</c>.</summary>
    public async Task<Result<HoldView>> GetAsync(Actor actor, HoldId id, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsRedeem, merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var hold = await FindAsync(context, id, cancellationToken);
        return hold.IsOk ? HoldView.Of(hold.Value, hold.Value.StatusAt(time.GetInstant())) : hold.Error;
    }

    internal static async Task<Result<Hold>> FindAsync(
        GiftCardsDbContext context, HoldId id, CancellationToken cancellationToken)
    {
        var hold = await context.Holds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return hold is null ? new NotFound() : hold;
    }
}
