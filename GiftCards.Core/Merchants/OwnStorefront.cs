using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>What a merchant shows of itself, with what it keeps back.</summary>
/// <param name="Merchant">Whose.</param>
/// <param name="Services">In their order, those that are not shown included.</param>
/// <param name="Locations">In their order, the main place first.</param>
/// <param name="Gallery">In their order.</param>
public sealed record OwnStorefront(
    Merchant Merchant,
    IReadOnlyList<MerchantService> Services,
    IReadOnlyList<MerchantLocation> Locations,
    IReadOnlyList<ShownPicture> Gallery);

/// <summary>Lays out what the actor's merchant shows of itself. Errors: <c>forbidden</c>.</summary>
public sealed class OwnStorefrontQuery(GiftCardsDatabase database)
{
    public async Task<Result<OwnStorefront>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsRead, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        return new OwnStorefront(
            await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken),
            await context.MerchantServices.AsNoTracking().Where(service => service.MerchantId == id)
                .OrderBy(service => service.Position).ThenBy(service => service.Id)
                .ToListAsync(cancellationToken),
            await context.MerchantLocations.AsNoTracking().Where(place => place.MerchantId == id)
                .OrderBy(place => place.Position).ThenBy(place => place.Id)
                .ToListAsync(cancellationToken),
            await CatalogueQueries.GalleryAsync(context, id, cancellationToken));
    }
}
