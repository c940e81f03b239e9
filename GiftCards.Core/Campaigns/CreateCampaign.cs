using GiftCards.Core.Audit;
using GiftCards.Core.Common;
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

    /// <summary>The design, for that kind alone.</summary>
    public string? Design { get; init; }

    /// <summary>The smallest amount that it counts for; null for every amount.</summary>
    public Money? MinAmount { get; init; }

    /// <summary>The first local day of the merchant's.</summary>
    public required DateOnly FirstDay { get; init; }

    /// <summary>The last local day, itself included.</summary>
    public required DateOnly LastDay { get; init; }
}

/// <summary>
/// Creates campaigns. Two that change prices or values may not share a day. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>, <c>currency_mismatch</c>, <c>campaign_overlaps</c>.
/// </summary>
public sealed class CreateCampaignHandler(GiftCardsDatabase database, TimeProvider time)
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
        if (Refuse(command, merchant, now) is { } invalid)
        {
            return invalid;
        }

        var campaign = Make(command, merchant, now);
        if (campaign.IsOfValue && await OverlappedAsync(context, campaign, cancellationToken) is { } other)
        {
            return new CampaignOverlaps(other);
        }

        context.Campaigns.Add(campaign);
        context.Record(actor, CampaignAudit.Note(AuditActions.CampaignCreated, campaign) with
        {
            After = CampaignAudit.Of(campaign),
        }, now);
        await context.SaveChangesAsync(cancellationToken);
        return campaign;
    }

    private static Task<string?> OverlappedAsync(
        GiftCardsDbContext context, Campaign campaign, CancellationToken cancellationToken) =>
        context.Campaigns
            .Where(other => other.MerchantId == campaign.MerchantId && other.Kind != CampaignKind.Design
                && other.StartsAt < campaign.EndsAt && other.EndsAt > campaign.StartsAt)
            .OrderBy(other => other.Id)
            .Select(other => other.Name)
            .FirstOrDefaultAsync(cancellationToken);

    private static DomainError? Refuse(CreateCampaign command, Merchant merchant, DateTimeOffset now)
    {
        var today = Instants.LocalDay(now, merchant.Zone);
        return TextRules.RefuseName(command.Name, "name")
            ?? RefuseKind(command)
            ?? (command.MinAmount is { } least ? RefuseAmount(least, merchant.Currency) : null)
            ?? (command.FirstDay < today || command.FirstDay > today.AddDays(MaxDaysAhead)
                ? new InvalidRequest("firstDay", InvalidReason.Date, MaxDaysAhead)
                : null)
            ?? (command.LastDay < command.FirstDay || command.LastDay >= command.FirstDay.AddDays(MaxDays)
                ? new InvalidRequest("lastDay", InvalidReason.Date, MaxDays)
                : null);
    }

    private static InvalidRequest? RefuseKind(CreateCampaign command) => command.Kind switch
    {
        CampaignKind.Design => string.IsNullOrEmpty(command.Design) || !CardDesigns.IsKnown(command.Design)
            ? new InvalidRequest("design", InvalidReason.Choice)
            : null,
        _ when command.Percent < 1 => new InvalidRequest("percent", InvalidReason.TooSmall, 1),
        _ when command.Percent > Campaign.MaxPercent =>
            new InvalidRequest("percent", InvalidReason.TooLarge, Campaign.MaxPercent),
        _ => null,
    };

    private static DomainError? RefuseAmount(Money least, Currency currency) => least.Currency != currency
        ? new CurrencyMismatch(currency)
        : AmountLimits.Refuse(least) is null ? null : new InvalidRequest("minAmount", InvalidReason.Malformed);

    private static Campaign Make(CreateCampaign command, Merchant merchant, DateTimeOffset now) => new()
    {
        MerchantId = merchant.Id,
        Id = PublicId.New<CampaignId>(now),
        Name = command.Name.Trim(),
        Kind = command.Kind,
        Percent = command.Kind == CampaignKind.Design ? 0 : command.Percent,
        Design = command.Kind == CampaignKind.Design ? command.Design : null,
        MinAmountMinor = command.Kind == CampaignKind.Design ? 0 : command.MinAmount?.Minor ?? 0,
        FirstDay = command.FirstDay,
        LastDay = command.LastDay,
        StartsAt = Instants.StartOfDay(command.FirstDay, merchant.Zone),
        EndsAt = Instants.StartOfDay(command.LastDay.AddDays(1), merchant.Zone),
        CreatedAt = now,
    };
}

/// <summary>
/// Stops a campaign before its time, or takes back one that has not begun; orders placed meanwhile keep their price.
/// Errors: <c>forbidden</c>, <c>not_found</c>, <c>conflict</c> when it is over already.
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

        if (campaign.EndsAt <= now)
        {
            return new Conflict();
        }

        var before = CampaignAudit.Of(campaign);

        // One that has not begun ends where it would begin, and so is never on.
        (campaign.EndsAt, campaign.IsStopped) = (now > campaign.StartsAt ? now : campaign.StartsAt, true);
        context.Record(actor, CampaignAudit.Note(AuditActions.CampaignStopped, campaign) with
        {
            Before = before,
            After = CampaignAudit.Of(campaign),
        }, now);
        await context.SaveChangesAsync(cancellationToken);
        return campaign;
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
}
