using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Campaigns;

/// <summary>Offer something to whoever buys a new card on certain days.</summary>
public sealed record CreateCampaign
{
    public required string Name { get; init; }

    public required CampaignKind Kind { get; init; }

    /// <summary>1 to <see cref="Campaign.MaxPercent"/> for bonus and discount; nothing else is looked at.</summary>
    public required int Percent { get; init; }

    /// <summary>The design, for that kind alone: one of ours, or a picture that the merchant has.</summary>
    public string? Design { get; init; }

    /// <summary>A new picture to be the design; it comes before <see cref="Design"/>. Null for none.</summary>
    public IncomingFile? Picture { get; init; }

    /// <summary>The smallest amount that it counts for; null for every amount.</summary>
    public Money? MinAmount { get; init; }

    /// <summary>The first local day of the merchant's.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>The last local day, itself included.</summary>
    public required DateOnly LastDay { get; init; }
}

/// <summary>
/// Creates campaigns. Two that change prices or values may not share a day. A picture that is handed in becomes one of
/// the merchant's designs, offered while the campaign runs alone. Errors: <c>forbidden</c>, <c>invalid_request</c>,
/// <c>currency_mismatch</c>, <c>campaign_overlaps</c>, those of a design's picture.
/// </summary>
public sealed class CreateCampaignHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    public const int MaxDays = 120;
    public const int MaxDaysAhead = 365;

    public async Task<Result<Campaign>> HandleAsync(
        Actor actor, CreateCampaign command, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var merchantId) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == merchantId, cancellationToken);
        var now = time.GetInstant();
        if (await CampaignRules.RefuseAsync(context, command, merchant, null, now, cancellationToken) is { } invalid)
        {
            return invalid;
        }

        if (await context.Campaigns.CountAsync(
            one => one.MerchantId == merchantId && one.EndsAt > now, cancellationToken) >= Campaign.MostAhead)
        {
            return new InvalidRequest("campaigns", InvalidReason.TooMany, Campaign.MostAhead);
        }

        var campaign = Make(command, merchant, now);
        if (await CampaignRules.RefuseOverlapAsync(context, campaign, now, cancellationToken) is { } overlaps)
        {
            return overlaps;
        }

        var design = await CampaignDesign.TakeAsync(context, protector, actor, command, now, cancellationToken);
        if (!design.IsOk)
        {
            return design.Error;
        }

        campaign.Design = design.Value;
        context.Campaigns.Add(campaign);
        context.Record(actor, CampaignAudit.Note(AuditActions.CampaignCreated, campaign) with
        {
            After = CampaignAudit.Of(campaign),
        }, now);
        await context.SaveChangesAsync(cancellationToken);
        return campaign;
    }

    private static Campaign Make(CreateCampaign command, Merchant merchant, DateTimeOffset now)
    {
        var campaign = new Campaign
        {
            MerchantId = merchant.Id,
            Id = PublicId.New<CampaignId>(now),
            Name = "",
            Kind = command.Kind,
            Percent = 0,
            MinAmountMinor = 0,
            FirstDay = default,
            LastDay = default,
            StartsAt = default,
            EndsAt = default,
            CreatedAt = now,
        };
        CampaignRules.Apply(command, campaign, merchant);
        return campaign;
    }
}

/// <summary>
/// Stops a campaign before its time, or takes back one that has not begun; orders placed meanwhile keep their price.
/// Errors: <c>forbidden</c>, <c>not_found</c>, <c>campaign_over</c>, <c>conflict</c> when it changed a moment before.
/// </summary>
public sealed class StopCampaignHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Campaign>> HandleAsync(Actor actor, CampaignId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var merchantId) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var campaign = await context.Campaigns.SingleOrDefaultAsync(
            c => c.MerchantId == merchantId && c.Id == id, cancellationToken);
        var now = time.GetInstant();
        if (campaign is null)
        {
            return new NotFound();
        }

        if (campaign.IsStopped || campaign.EndsAt <= now)
        {
            return new CampaignOver();
        }

        var before = CampaignAudit.Of(campaign);

        // One that has not begun ends where it would begin, and so is never on.
        (campaign.EndsAt, campaign.IsStopped) = (now > campaign.StartsAt ? now : campaign.StartsAt, true);
        context.Record(actor, CampaignAudit.Note(AuditActions.CampaignStopped, campaign) with
        {
            Before = before,
            After = CampaignAudit.Of(campaign),
        }, now);
        return await CampaignAudit.SaveAsync(context, campaign, cancellationToken);
    }
}

/// <summary>How a campaign stands in the audit trail.</summary>
internal static class CampaignAudit
{
    public static AuditNote Note(string action, Campaign campaign) =>
        new(action, campaign.MerchantId, AuditTargets.Settings, campaign.Id.ToString());

    public static object Of(Campaign campaign) => new
    {
        campaign.Name,
        campaign.Kind,
        campaign.Percent,
        campaign.Design,
        campaign.MinAmountMinor,
        campaign.StartsAt,
        campaign.EndsAt,
    };

    /// <summary>Saves one that was changed, unless somebody moved its end meanwhile: <c>conflict</c>.</summary>
    public static async Task<Result<Campaign>> SaveAsync(
        GiftCardsDbContext context, Campaign campaign, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return campaign;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Conflict();
        }
    }
}

/// <summary>The design of a campaign.</summary>
internal static class CampaignDesign
{
    /// <summary>
    /// Its name: of the picture that came with the command, which is added to what the context saves, else the one
    /// that was chosen; null for the other kinds. Errors: those of a design's picture.
    /// </summary>
    public static async Task<Result<string?>> TakeAsync(
        GiftCardsDbContext context,
        Protector protector,
        Actor actor,
        CreateCampaign command,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (command.Kind != CampaignKind.Design)
        {
            return (string?)null;
        }

        if (command.Picture is null)
        {
            return command.Design;
        }

        var stored = await DesignPictures.AddAsync(context, protector, actor, command.Picture, now, cancellationToken);
        return stored.IsOk ? stored.Value.ToString() : stored.Error;
    }
}
