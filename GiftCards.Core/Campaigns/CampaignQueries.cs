using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Campaigns;

/// <summary>
/// A campaign with what it sold, from the orders that were fulfilled; refunds later on are not taken off.
/// </summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Cards">How many cards were bought under it.</param>
/// <param name="Paid">What buyers paid for them.</param>
/// <param name="Given">What the merchant gave on top, or took off the price.</param>
public sealed record CampaignResult(Campaign Campaign, int Cards, Money Paid, Money Given);

/// <summary>Reads a merchant's campaigns.</summary>
public sealed class CampaignQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>All of the actor's merchant, the newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<CampaignResult>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsRead, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var query = context.Campaigns.AsNoTracking().Where(campaign => campaign.MerchantId == merchant);
        if (page.After is { } after)
        {
            var last = new CampaignId(after);
            query = query.Where(campaign => campaign.Id < last);
        }

        var rows = await query.OrderByDescending(campaign => campaign.Id).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var results = await ResultsAsync(context, merchant, rows, cancellationToken);
        return page.Cut(results, result => result.Campaign.Id.Value);
    }

    /// <summary>One of the actor's merchant. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<Result<Campaign>> GetAsync(Actor actor, CampaignId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsRead, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var campaign = await context.Campaigns.AsNoTracking().SingleOrDefaultAsync(
            one => one.MerchantId == merchant && one.Id == id, cancellationToken);
        return campaign is null ? new NotFound() : campaign;
    }

    /// <summary>What runs at a merchant right now, for whoever looks at its page.</summary>
    public async Task<IReadOnlyList<Campaign>> RunningAsync(MerchantId merchant, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // What is on offer is public.
        return await RunningAsync(context, merchant, time.GetInstant(), cancellationToken);
    }

    /// <summary>The profile with what runs there; null stays null.</summary>
    public async Task<MerchantProfile?> WithRunningAsync(
        MerchantProfile? profile, CancellationToken cancellationToken) =>
        profile is null ? null : profile with { Campaigns = await RunningAsync(profile.Id, cancellationToken) };

    /// <summary>The same for merchants of a list, in one question.</summary>
    public async Task<Page<MerchantProfile>> WithRunningAsync(
        Page<MerchantProfile> page, CancellationToken cancellationToken) =>
        page with { Data = await WithRunningAsync(page.Data, cancellationToken) };

    /// <inheritdoc cref="WithRunningAsync(Page{MerchantProfile}, CancellationToken)"/>
    public async Task<IReadOnlyList<MerchantProfile>> WithRunningAsync(
        IReadOnlyList<MerchantProfile> profiles, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // What is on offer is public.
        var ids = profiles.Select(profile => profile.Id).ToList();
        var running = (await Running(context, time.GetInstant())
                .Where(campaign => ids.Contains(campaign.MerchantId))
                .ToListAsync(cancellationToken))
            .ToLookup(campaign => campaign.MerchantId);
        return [.. profiles.Select(profile => profile with { Campaigns = [.. running[profile.Id]] })];
    }

    /// <summary>The same for an order; where two of value should meet, the one made first comes first.</summary>
    internal static async Task<IReadOnlyList<Campaign>> RunningAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken) =>
        await Running(context, now).Where(campaign => campaign.MerchantId == merchant).ToListAsync(cancellationToken);

    private static IQueryable<Campaign> Running(GiftCardsDbContext context, DateTimeOffset now) =>
        context.Campaigns.AsNoTracking()
            .Where(campaign => campaign.EndsAt > now && campaign.StartsAt <= now)
            .OrderBy(campaign => campaign.Id);

    private static async Task<List<CampaignResult>> ResultsAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        List<Campaign> campaigns,
        CancellationToken cancellationToken)
    {
        var currency = await context.Merchants.Where(row => row.Id == merchant).Select(row => row.Currency)
            .SingleAsync(cancellationToken);
        var ids = campaigns.ConvertAll(campaign => (CampaignId?)campaign.Id);
        var sold = await context.OrderItems
            .Where(item => item.MerchantId == merchant && ids.Contains(item.CampaignId)
                && context.Orders.Any(order => order.MerchantId == merchant && order.Id == item.OrderId
                    && order.FulfilledAt != null))
            .GroupBy(item => item.CampaignId)
            .Select(group => new
            {
                group.Key,
                Cards = group.Sum(item => item.Quantity),
                Paid = group.Sum(item => item.Quantity * (item.PriceMinor ?? item.AmountMinor)),
                Value = group.Sum(item => item.Quantity * item.AmountMinor),
            })
            .ToDictionaryAsync(row => row.Key!.Value, cancellationToken);
        return campaigns.ConvertAll(campaign => sold.TryGetValue(campaign.Id, out var row)
            ? new CampaignResult(
                campaign, row.Cards, new Money(row.Paid, currency), new Money(row.Value - row.Paid, currency))
            : new CampaignResult(campaign, 0, new Money(0, currency), new Money(0, currency)));
    }
}
