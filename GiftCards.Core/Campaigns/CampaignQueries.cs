using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Campaigns;

/// <summary>Reads a merchant's campaigns.</summary>
public sealed class CampaignQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>All of the actor's merchant, the newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<Campaign>>> ListAsync(
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
        return page.Cut(rows, campaign => campaign.Id.Value);
    }

    /// <summary>One of the actor's merchant. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<Result<Campaign>> GetAsync(Actor actor, CampaignId id, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.SettingsRead, merchant) is { } refused)
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
        Page<MerchantProfile> page, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // What is on offer is public.
        var (ids, now) = (page.Data.Select(profile => profile.Id).ToList(), time.GetInstant());
        var running = (await context.Campaigns.AsNoTracking()
                .Where(campaign => ids.Contains(campaign.MerchantId)
                    && campaign.EndsAt > now && campaign.StartsAt <= now)
                .OrderBy(campaign => campaign.Id)
                .ToListAsync(cancellationToken))
            .ToLookup(campaign => campaign.MerchantId);
        return page.Select(profile => profile with { Campaigns = [.. running[profile.Id]] });
    }

    /// <summary>The same for an order; where two of value should meet, the one made first comes first.</summary>
    internal static async Task<IReadOnlyList<Campaign>> RunningAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.Campaigns.AsNoTracking()
            .Where(campaign => campaign.MerchantId == merchant && campaign.EndsAt > now && campaign.StartsAt <= now)
            .OrderBy(campaign => campaign.Id)
            .ToListAsync(cancellationToken);
}
