using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reports;

/// <summary>
/// Reports from the ledger and nothing else: of the whole platform for those who run it, of its own rows for whoever
/// acts for a merchant. Errors: <c>forbidden</c>.
/// </summary>
public sealed class ReportQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>The reports that somebody may see, in the order of the pages; none for those who see none.</summary>
    public static IReadOnlyList<ReportKind> Open(Actor actor) => (Refuse(actor), actor) switch
    {
        (not null, _) => [],
        (_, Actor.Administrator) => Enum.GetValues<ReportKind>(),
        _ => [.. Enum.GetValues<ReportKind>().Where(kind => kind != ReportKind.Activity)],
    };

    /// <summary>What a report is called.</summary>
    public static string TitleOf(ReportKind kind, CultureInfo culture) =>
        new ExportText(culture)[$"Report.{kind.ToText()}"];

    public async Task<Result<Report>> GetAsync(
        Actor actor, ReportQuery query, CultureInfo culture, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        if (!Open(actor).Contains(query.Kind))
        {
            return new Forbidden();
        }

        var text = new ExportText(culture);
        await using var context = actor is Actor.Administrator
            ? database.OpenAcrossMerchants() // Those who run the platform see it as a whole.
            : database.OpenFor(actor);
        var own = actor is Actor.Administrator ? null : actor.Scope;
        query = own is null ? query : query with { Merchant = own, By = ReportGrouping.Period };
        var zone = own is null
            ? TimeZoneInfo.Utc
            : (await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == own, cancellationToken)).Zone;
        var periods = ReportPeriods.Of(query.From, query.Until, time.GetInstant(), zone);
        return query.Kind switch
        {
            ReportKind.Summary => await SummaryAsync(context, query, periods, text, zone, own, cancellationToken),
            ReportKind.Ageing => await OtherTables.AgeingAsync(
                context, query, periods, text, zone.Id, cancellationToken),
            ReportKind.Activity => await OtherTables.ActivityAsync(context, query, periods, text, cancellationToken),
            _ => await FlowsAsync(context, query, periods, text, zone, cancellationToken),
        };
    }

    private static DomainError? Refuse(Actor actor) => actor is Actor.Administrator
        ? AdminRights.Refuse(actor, AdminAreas.Reports)
        : actor.Scope is { } merchant
            ? actor.Refuse(Permissions.AnalyticsRead, merchant)
            : new Forbidden();

    private static async Task<Report> FlowsAsync(
        GiftCardsDbContext context,
        ReportQuery query,
        ReportPeriods periods,
        ExportText text,
        TimeZoneInfo zone,
        CancellationToken cancellationToken)
    {
        var isRoll = query.Kind is ReportKind.Liability or ReportKind.Payouts;
        var isSales = query.Kind == ReportKind.Sales;
        var wish = new FlowWish(FlowColumns.AccountsOf(query.Kind))
        {
            Merchant = query.Merchant,
            Currency = query.Currency,
            MinMinor = isSales ? query.MinMinor : null,
            MaxMinor = isSales ? query.MaxMinor : null,
            FromTheBeginning = isRoll,
        };
        var flows = await LedgerFlows.ReadAsync(context, wish, periods, cancellationToken);
        var names = query.By == ReportGrouping.Business
            ? await context.Merchants.AsNoTracking().ToDictionaryAsync(m => m.Id, m => m.Name, cancellationToken)
            : [];
        names[MerchantId.Platform] = Cards.MerchantSummary.Platform.Name;
        return new FlowTable(query, periods, text, names).Build(flows, zone.Id);
    }

    private static async Task<Report> SummaryAsync(
        GiftCardsDbContext context,
        ReportQuery query,
        ReportPeriods periods,
        ExportText text,
        TimeZoneInfo zone,
        MerchantId? own,
        CancellationToken cancellationToken)
    {
        var wish = new FlowWish(OtherTables.AccountsOf(own is null))
        {
            Merchant = query.Merchant,
            Currency = query.Currency,
        };
        var flows = await LedgerFlows.ReadAsync(context, wish, periods.WithBefore(zone), cancellationToken);
        return OtherTables.Summary(query, periods, text, zone.Id, own is null, flows);
    }
}
