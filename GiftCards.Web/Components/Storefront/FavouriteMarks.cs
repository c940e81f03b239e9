using GiftCards.Core.Common;
using GiftCards.Core.Favourites;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Storefront;

/// <summary>Which merchants the visitor keeps; asked once for each page.</summary>
internal sealed class FavouriteMarks(CurrentActor current, FavouriteQueries favourites)
{
    private Task<IReadOnlySet<MerchantId>>? kept;

    public async Task<bool> IsKeptAsync(MerchantId merchant, CancellationToken cancellationToken) =>
        (await (kept ??= ReadAsync(cancellationToken))).Contains(merchant);

    private async Task<IReadOnlySet<MerchantId>> ReadAsync(CancellationToken cancellationToken)
    {
        var actor = await current.BuyerAsync(cancellationToken);
        var found = actor.IsOk ? await favourites.IdsAsync(actor.Value, cancellationToken) : actor.Error;
        return found.IsOk ? found.Value : new HashSet<MerchantId>();
    }
}
