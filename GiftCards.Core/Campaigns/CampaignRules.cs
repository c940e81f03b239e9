using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Campaigns;

/// <summary>What a campaign may be.</summary>
internal static class CampaignRules
{
    /// <summary>Null for a campaign that can be; <paramref name="running"/> is the one that is on already.</summary>
    public static async Task<DomainError?> RefuseAsync(
        GiftCardsDbContext context,
        CreateCampaign command,
        Merchant merchant,
        Campaign? running,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var today = Instants.LocalDay(now, merchant.Zone);
        return TextRules.RefuseName(command.Name, "name")
            ?? await RefuseKindAsync(context, command, merchant.Id, cancellationToken)
            ?? (command.MinAmount is { } least ? RefuseAmount(least, merchant.Currency) : null)
            ?? (running is null && !IsSoon(command.FirstDay, today)
                ? new InvalidRequest("firstDay", InvalidReason.Date, CreateCampaignHandler.MaxDaysAhead)
                : null)
            ?? (command.LastDay < command.FirstDay || command.LastDay < today
                || command.LastDay >= command.FirstDay.AddDays(CreateCampaignHandler.MaxDays)
                    ? new InvalidRequest("lastDay", InvalidReason.Date, CreateCampaignHandler.MaxDays)
                    : null);
    }

    /// <summary>Null where only what may change while it runs is changed: words, last day, design.</summary>
    public static CampaignRuns? RefuseRunning(Campaign running, CreateCampaign command) => command switch
    {
        _ when command.Kind != running.Kind => new CampaignRuns("kind"),
        _ when running.IsOfValue && command.Percent != running.Percent => new CampaignRuns("percent"),
        _ when running.IsOfValue && (command.MinAmount?.Minor ?? 0) != running.MinAmountMinor =>
            new CampaignRuns("minAmount"),
        _ when command.FirstDay != running.FirstDay => new CampaignRuns("firstDay"),
        _ => null,
    };

    /// <summary>
    /// Another campaign of value that shares a time ahead with this one; null for none. What was stopped earlier today
    /// leaves the rest of the day free.
    /// </summary>
    public static async Task<CampaignOverlaps?> RefuseOverlapAsync(
        GiftCardsDbContext context, Campaign campaign, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var from = campaign.StartsAt > now ? campaign.StartsAt : now;
        var name = !campaign.IsOfValue ? null : await context.Campaigns
            .Where(other => other.MerchantId == campaign.MerchantId && other.Id != campaign.Id
                && other.Kind != CampaignKind.Design
                && other.StartsAt < campaign.EndsAt && other.EndsAt > from)
            .OrderBy(other => other.Id)
            .Select(other => other.Name)
            .FirstOrDefaultAsync(cancellationToken);
        return name is null ? null : new CampaignOverlaps(name);
    }

    /// <summary>Writes what the command says into the campaign; the design apart.</summary>
    public static void Apply(CreateCampaign command, Campaign campaign, Merchant merchant)
    {
        var isDesign = command.Kind == CampaignKind.Design;
        (campaign.Name, campaign.Kind) = (command.Name.Trim(), command.Kind);
        campaign.Percent = isDesign ? 0 : command.Percent;
        campaign.MinAmountMinor = isDesign ? 0 : command.MinAmount?.Minor ?? 0;
        (campaign.FirstDay, campaign.LastDay) = (command.FirstDay, command.LastDay);
        campaign.StartsAt = Instants.StartOfDay(command.FirstDay, merchant.Zone);
        campaign.EndsAt = Instants.EndOfDay(command.LastDay, merchant.Zone);
    }

    private static bool IsSoon(DateOnly day, DateOnly today) =>
        day >= today && day <= today.AddDays(CreateCampaignHandler.MaxDaysAhead);

    private static async Task<InvalidRequest?> RefuseKindAsync(
        GiftCardsDbContext context, CreateCampaign command, MerchantId merchant, CancellationToken cancellationToken) =>
        command.Kind switch
        {
            CampaignKind.Design when command.Picture is not null => null,
            CampaignKind.Design => string.IsNullOrEmpty(command.Design)
                || !(CardDesigns.IsKnown(command.Design)
                    || (await DesignQueries.OwnAsync(context, merchant, cancellationToken)).Contains(command.Design))
                    ? new InvalidRequest("design", InvalidReason.Choice)
                    : null,
            CampaignKind.Bonus or CampaignKind.Discount when command.Percent < 1 =>
                new InvalidRequest("percent", InvalidReason.TooSmall, 1),
            CampaignKind.Bonus or CampaignKind.Discount when command.Percent > Campaign.MaxPercent =>
                new InvalidRequest("percent", InvalidReason.TooLarge, Campaign.MaxPercent),
            CampaignKind.Bonus or CampaignKind.Discount => null,
            _ => new InvalidRequest("kind", InvalidReason.Choice),
        };

    private static DomainError? RefuseAmount(Money least, Currency currency) => least.Currency != currency
        ? new CurrencyMismatch(currency)
        : AmountLimits.Refuse(least) is null ? null : new InvalidRequest("minAmount", InvalidReason.Malformed);
}
