using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>The platform's own cards in one currency: how they are sold, and where they are good.</summary>
/// <param name="Profile">The platform as their seller, with the rules.</param>
/// <param name="Merchants">How many merchants take them.</param>
public sealed record PlatformProgramme(MerchantProfile Profile, int Merchants)
{
    public Currency Currency => Profile.Merchant.Currency;

    /// <summary>Whether they can be bought; what nobody takes is not sold.</summary>
    public bool IsOnSale => Profile.Settings.Enabled && Merchants > 0;
}

/// <summary>In which currencies the platform sells cards that every merchant of the currency takes.</summary>
public sealed class PlatformProgrammeQueries(GiftCardsDatabase database)
{
    /// <summary>What can be bought now, those that are good in most places first.</summary>
    public async Task<IReadOnlyList<PlatformProgramme>> OnSaleAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The catalogue is public.
        return [.. (await AllAsync(context, cancellationToken)).Where(programme => programme.IsOnSale)];
    }

    /// <summary>All of them, sold at present or not. Errors: <c>not_found</c> for anybody else.</summary>
    public async Task<Result<IReadOnlyList<PlatformProgramme>>> ListAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.SettingsRead, MerchantId.Platform) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Those who run the platform see all of it.
        return await AllAsync(context, cancellationToken);
    }

    /// <summary>
    /// How many approved merchants of a currency take gift cards, and so the platform's.
    /// </summary>
    internal static Task<int> CountHonouringAsync(
        GiftCardsDbContext context, Currency currency, CancellationToken cancellationToken) =>
        Honouring(context).CountAsync(merchant => merchant.Currency == currency, cancellationToken);

    private static IQueryable<Merchant> Honouring(GiftCardsDbContext context) => context.Merchants
        .Where(merchant => merchant.Status == MerchantStatus.Approved
            && context.GiftCardSettings.Any(settings => settings.MerchantId == merchant.Id && settings.Enabled));

    private static async Task<List<PlatformProgramme>> AllAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var rows = await context.GiftCardSettings.AsNoTracking()
            .Where(settings => settings.MerchantId == MerchantId.Platform)
            .ToListAsync(cancellationToken);
        var counts = await Honouring(context)
            .GroupBy(merchant => merchant.Currency)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        return [.. rows
            .Select(settings => new PlatformProgramme(
                new MerchantProfile(PlatformSeller.In(settings.Currency), settings, []),
                counts.GetValueOrDefault(settings.Currency)))
            .OrderByDescending(programme => programme.Merchants)
            .ThenBy(programme => programme.Currency.Code, StringComparer.Ordinal)];
    }
}
