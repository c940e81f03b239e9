using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;

namespace GiftCards.Core.Reports;

/// <summary>One UTC day of all merchants in one currency.</summary>
/// <param name="Day">The day.</param>
/// <param name="Sold">What buyers paid for merchants' cards and top-ups.</param>
/// <param name="Redeemed">What cards paid at counters, less voids.</param>
/// <param name="Commission">What the platform kept, less what it gave back.</param>
public sealed record TrendDay(DateOnly Day, Money Sold, Money Redeemed, Money Commission);

/// <summary>How the platform does in one currency.</summary>
public sealed record PlatformTrend
{
    public required Currency Currency { get; init; }

    /// <summary>The last days in UTC, oldest first.</summary>
    public required IReadOnlyList<TrendDay> Days { get; init; }

    /// <summary>Commission and breakage of these days, less the payment provider's fees.</summary>
    public required Money Revenue { get; init; }

    /// <summary>What left for merchants' banks in these days, less what came back.</summary>
    public required Money PaidOut { get; init; }

    /// <summary>What the platform owes merchants now.</summary>
    public required Money Owed { get; init; }
}

/// <summary>
/// Tells those who run the platform how it went lately, from the ledger alone. Errors: <c>forbidden</c>.
/// </summary>
public sealed class PlatformTrendQuery(GiftCardsDatabase database, TimeProvider time)
{
    public const int DayCount = 30;

    private static readonly HashSet<AccountKind> Owed =
        [AccountKind.MerchantPayable, AccountKind.PayableReserved, AccountKind.PayoutsInTransit];

    private static readonly HashSet<AccountKind> Commission = [AccountKind.CommissionRevenue];

    private static readonly HashSet<AccountKind> Redeemed = [AccountKind.RedeemedSales];

    private static readonly HashSet<AccountKind> Revenue =
        [AccountKind.CommissionRevenue, AccountKind.PlatformBreakage, AccountKind.ProviderFees];

    /// <summary>By currency, in the order of their codes.</summary>
    public async Task<Result<IReadOnlyList<PlatformTrend>>> HandleAsync(
        Actor actor, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Overview) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        var today = Instants.LocalDay(now, TimeZoneInfo.Utc);
        var periods = ReportPeriods.Of(today.AddDays(1 - DayCount), today, now, TimeZoneInfo.Utc);
        await using var context = database.OpenAcrossMerchants(); // Administrators see the platform as a whole.
        var wish = new FlowWish([.. Owed, .. Redeemed, .. Revenue]) { FromTheBeginning = true };
        var flows = await LedgerFlows.ReadAsync(context, wish, periods, cancellationToken);
        return flows.GroupBy(flow => flow.Currency)
            .OrderBy(group => group.Key.Code, StringComparer.Ordinal)
            .Select(group => TrendOf(group.Key, [.. group], periods))
            .ToList();
    }

    private static PlatformTrend TrendOf(Currency currency, List<Flow> flows, ReportPeriods periods)
    {
        Money In(long minor) => new(minor, currency);
        var lately = flows.Where(flow => flow.Period > 0).ToList();
        return new PlatformTrend
        {
            Currency = currency,
            Days =
            [
                .. periods.Days.Select((day, index) =>
                {
                    var own = lately.Where(flow => flow.Period == index + 1).ToList();
                    return new TrendDay(
                        day,
                        In(own.Where(IsSale).Sum(flow => flow.Minor)),
                        In(own.Sum(flow => flow.GrowthOf(Redeemed))),
                        In(own.Sum(flow => flow.GrowthOf(Commission))));
                }),
            ],
            Revenue = In(lately.Sum(flow => flow.GrowthOf(Revenue))),
            PaidOut = In(-lately.Where(IsPayout).Sum(flow => flow.GrowthOf(Owed))),
            Owed = In(flows.Sum(flow => flow.GrowthOf(Owed))),
        };
    }

    private static bool IsSale(Flow flow) => flow.Type is EntryType.Issue or EntryType.Load
        && flow is
        {
            Debit: AccountKind.ProviderClearing,
            Credit: AccountKind.MerchantPayable or AccountKind.CommissionRevenue,
        };

    private static bool IsPayout(Flow flow) =>
        flow.Debit == AccountKind.PayoutsInTransit || flow.Credit == AccountKind.PayoutsInTransit;
}
