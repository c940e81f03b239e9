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
        if (actor.Scope is not { } id)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.SettingsRead, id) is { } refused)
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

/// <summary>What can be done to one of several things that stand in an order.</summary>
public enum ShelfMove
{
    /// <summary>Change places with the one before.</summary>
    Earlier,

    /// <summary>Change places with the one after.</summary>
    Later,

    /// <summary>Take it away for good.</summary>
    Remove,
}

/// <summary>Keeps things in an order.</summary>
internal static class Shelf
{
    /// <summary>
    /// The order after a move. Where there is no neighbour on that side, it stays; so two who press the same button at
    /// once do no harm.
    /// </summary>
    public static List<T> After<T>(IReadOnlyList<T> items, T one, ShelfMove move)
        where T : class
    {
        var after = items.ToList();
        var at = after.IndexOf(one);
        var to = move switch
        {
            ShelfMove.Earlier => Math.Max(0, at - 1),
            ShelfMove.Later => Math.Min(after.Count - 1, at + 1),
            _ => -1,
        };
        after.RemoveAt(at);
        if (to >= 0)
        {
            after.Insert(to, one);
        }

        return after;
    }

    /// <summary>Names one more, unlike all before it.</summary>
    public static string NewId(string letter, IEnumerable<string> taken)
    {
        var known = taken.ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, known.Count + 1).Select(number => $"{letter}{number}").First(id => !known.Contains(id));
    }
}
