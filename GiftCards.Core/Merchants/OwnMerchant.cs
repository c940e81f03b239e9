using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>
/// Tells those who act for a merchant which merchant that is, with its rules and the services it offers. Errors:
/// <c>forbidden</c>.
/// </summary>
public sealed class OwnMerchantQuery(GiftCardsDatabase database)
{
    public async Task<Result<MerchantProfile>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } id)
        {
            return new Forbidden();
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var settings = await context.GiftCardSettings.AsNoTracking().SingleAsync(
            s => s.MerchantId == id, cancellationToken);
        var services = await context.MerchantServices.AsNoTracking()
            .Where(service => service.MerchantId == id && service.IsShown)
            .OrderBy(service => service.Position)
            .ThenBy(service => service.Id)
            .ToListAsync(cancellationToken);
        return new MerchantProfile(merchant, settings, services);
    }
}
