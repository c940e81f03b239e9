using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Campaigns;

/// <summary>Change a campaign that is not over.</summary>
/// <param name="Id">Which.</param>
/// <param name="Wish">All that it is to be.</param>
public sealed record EditCampaign(CampaignId Id, CreateCampaign Wish);

/// <summary>
/// Changes campaigns. One that has not begun may become anything; while it runs, its words, last day and design may
/// change, but not what it gives, for which amounts and since when: buyers were told, and what it costs is accounted
/// for as one promotion. Orders placed meanwhile keep their price and their design. Errors: <c>forbidden</c>,
/// <c>not_found</c>, <c>campaign_over</c>, <c>campaign_running</c>, <c>conflict</c> when it was stopped or changed a
/// moment before, and those of a new one.
/// </summary>
public sealed class EditCampaignHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    public async Task<Result<Campaign>> HandleAsync(
        Actor actor, EditCampaign command, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchantId)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.SettingsWrite, merchantId) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var campaign = await context.Campaigns.SingleOrDefaultAsync(
            one => one.MerchantId == merchantId && one.Id == command.Id, cancellationToken);
        if (campaign is null)
        {
            return new NotFound();
        }

        var now = time.GetInstant();
        return campaign.IsStopped || campaign.EndsAt <= now
            ? new CampaignOver()
            : await ChangeAsync(context, actor, campaign, command.Wish, now, cancellationToken);
    }

    private async Task<Result<Campaign>> ChangeAsync(
        GiftCardsDbContext context,
        Actor actor,
        Campaign campaign,
        CreateCampaign wish,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var running = campaign.RunsAt(now) ? campaign : null;
        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == campaign.MerchantId, cancellationToken);
        if ((running is null ? null : CampaignRules.RefuseRunning(running, wish)) is { } runs)
        {
            return runs;
        }

        if (await CampaignRules.RefuseAsync(context, wish, merchant, running, now, cancellationToken) is { } invalid)
        {
            return invalid;
        }

        var before = CampaignAudit.Of(campaign);
        CampaignRules.Apply(wish, campaign, merchant);
        if (await CampaignRules.RefuseOverlapAsync(context, campaign, now, cancellationToken) is { } overlaps)
        {
            return overlaps;
        }

        var design = await CampaignDesign.TakeAsync(context, protector, actor, wish, now, cancellationToken);
        if (!design.IsOk)
        {
            return design.Error;
        }

        campaign.Design = design.Value;
        context.Record(actor, CampaignAudit.Note(AuditActions.CampaignChanged, campaign) with
        {
            Before = before,
            After = CampaignAudit.Of(campaign),
        }, now);
        return await CampaignAudit.SaveAsync(context, campaign, cancellationToken);
    }
}
