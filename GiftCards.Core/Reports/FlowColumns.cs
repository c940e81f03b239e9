using GiftCards.Core.Exports;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Reports;

/// <summary>Which flows a column of a row adds up.</summary>
internal enum FlowTime
{
    /// <summary>Those before the row's period.</summary>
    Before,

    /// <summary>Those within it.</summary>
    During,

    /// <summary>Those up to its end.</summary>
    Until,
}

/// <summary>One column of a report: a sum over flows.</summary>
internal sealed record FlowColumn(string Name, FlowTime Time, Func<Flow, long> Of)
{
    public ColumnKind Kind { get; init; } = ColumnKind.Money;

    /// <summary>Whether the chart shows it.</summary>
    public bool IsCharted { get; init; }
}

/// <summary>
/// What each report adds up, over the accounts of docs/ledger.md. Every flow of a roll-forward falls into exactly one
/// of its parts, so that opening, parts and closing add up.
/// </summary>
internal static class FlowColumns
{
    private static readonly HashSet<AccountKind> CardValue =
        [AccountKind.CardLiability, AccountKind.PlatformCardLiability];

    private static readonly HashSet<AccountKind> Commissions = [AccountKind.CommissionRevenue];

    private static readonly HashSet<AccountKind> Owed =
        [AccountKind.MerchantPayable, AccountKind.PayableReserved, AccountKind.PayoutsInTransit];

    private static readonly HashSet<AccountKind> Unclaimed = [AccountKind.Breakage, AccountKind.PlatformBreakage];

    /// <summary>The accounts that a report reads; empty for one that is not made of flows.</summary>
    public static IReadOnlyList<AccountKind> AccountsOf(ReportKind kind)
    {
        return kind switch
        {
            ReportKind.Sales => [.. CardValue, AccountKind.MerchantPayable, AccountKind.CommissionRevenue],
            ReportKind.Commission => [.. Commissions],
            ReportKind.Payouts => [.. Owed],
            ReportKind.Liability => [.. CardValue],
            ReportKind.Breakage => [.. Unclaimed, AccountKind.WriteOffs],
            _ => [],
        };
    }

    private static IReadOnlyList<FlowColumn> Sales =>
    [
        new("cards", FlowTime.During, flow => Count(flow, EntryType.Issue)) { Kind = ColumnKind.Number },
        new("top_ups", FlowTime.During, flow => Count(flow, EntryType.Load)) { Kind = ColumnKind.Number },
        new("online", FlowTime.During, Online),
        new("at_counter", FlowTime.During, AtCounter),
        new("total", FlowTime.During, flow => Online(flow) + AtCounter(flow)) { IsCharted = true },
    ];

    private static IReadOnlyList<FlowColumn> Commission =>
    [
        new("from_sales", FlowTime.During, flow => IsSale(flow) ? flow.GrowthOf(Commissions) : 0),
        new("from_redemptions", FlowTime.During, flow => IsUse(flow) ? flow.GrowthOf(Commissions) : 0),
        new("returned", FlowTime.During, flow => IsSale(flow) || IsUse(flow) ? 0 : flow.GrowthOf(Commissions)),
        new("kept", FlowTime.During, flow => flow.GrowthOf(Commissions)) { IsCharted = true },
    ];

    private static IReadOnlyList<FlowColumn> Payouts =>
    [
        new("opening", FlowTime.Before, flow => flow.GrowthOf(Owed)),
        new("from_sales", FlowTime.During, flow => Part(flow, PayablePart.Sale)),
        new("from_redemptions", FlowTime.During, flow => Part(flow, PayablePart.Redemption)),
        new("refunded", FlowTime.During, flow => Part(flow, PayablePart.Refund)),
        new("disputed", FlowTime.During, flow => Part(flow, PayablePart.Dispute)),
        new("paid_out", FlowTime.During, flow => Part(flow, PayablePart.Paid)) { IsCharted = true },
        new("closing", FlowTime.Until, flow => flow.GrowthOf(Owed)),
        new("in_transit", FlowTime.Until, flow => flow.GrowthOf(InTransit)),
        new("reserved", FlowTime.Until, flow => flow.GrowthOf(Reserved)),
    ];

    private static IReadOnlyList<FlowColumn> Liability =>
    [
        new("opening", FlowTime.Before, flow => flow.GrowthOf(CardValue)),
        new("issued", FlowTime.During, flow => Part(flow, ValuePart.Issued)),
        new("loaded", FlowTime.During, flow => Part(flow, ValuePart.Loaded)),
        new("redeemed", FlowTime.During, flow => Part(flow, ValuePart.Redeemed)),
        new("refunded", FlowTime.During, flow => Part(flow, ValuePart.Refunded)),
        new("expired", FlowTime.During, flow => Part(flow, ValuePart.Expired)),
        new("adjusted", FlowTime.During, flow => Part(flow, ValuePart.Adjusted)),
        new("cancelled", FlowTime.During, flow => Part(flow, ValuePart.Cancelled)),
        new("closing", FlowTime.Until, flow => flow.GrowthOf(CardValue)) { IsCharted = true },
    ];

    private static IReadOnlyList<FlowColumn> Breakage =>
    [
        new("expired", FlowTime.During, flow => Unclaimed.Contains(flow.Credit) ? flow.Minor : 0),
        new("reinstated", FlowTime.During, flow => Unclaimed.Contains(flow.Debit) ? -flow.Minor : 0),
        new("written_off", FlowTime.During, flow => flow.GrowthOf(WriteOffs)),
        new("total", FlowTime.During, flow => flow.GrowthOf(Unclaimed) + flow.GrowthOf(WriteOffs)) { IsCharted = true },
    ];

    private static HashSet<AccountKind> InTransit { get; } = [AccountKind.PayoutsInTransit];

    private static HashSet<AccountKind> Reserved { get; } = [AccountKind.PayableReserved];

    private static HashSet<AccountKind> WriteOffs { get; } = [AccountKind.WriteOffs];

    public static IReadOnlyList<FlowColumn> Of(ReportKind kind)
    {
        return kind switch
        {
            ReportKind.Sales => Sales,
            ReportKind.Commission => Commission,
            ReportKind.Payouts => Payouts,
            ReportKind.Liability => Liability,
            ReportKind.Breakage => Breakage,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    private enum ValuePart
    {
        Issued,
        Loaded,
        Redeemed,
        Refunded,
        Expired,
        Adjusted,
        Cancelled,
    }

    private enum PayablePart
    {
        Sale,
        Redemption,
        Refund,
        Dispute,
        Paid,
    }

    private static bool IsSale(Flow flow) => flow.Type is EntryType.Issue or EntryType.Load;

    private static bool IsUse(Flow flow) => flow.Type is EntryType.Redeem or EntryType.Capture or EntryType.Void;

    private static long Count(Flow flow, EntryType type) =>
        flow.Type == type && flow.Debit is AccountKind.ProviderClearing or AccountKind.Cash ? flow.Entries : 0;

    private static long Online(Flow flow) => IsSale(flow)
        && (flow.Credit, flow.Debit) is
            (AccountKind.CardLiability, AccountKind.DueFromPlatform or AccountKind.CommissionExpense)
            or (AccountKind.PlatformCardLiability, AccountKind.ProviderClearing)
        ? flow.Minor
        : 0;

    private static long AtCounter(Flow flow) =>
        IsSale(flow) && flow is { Debit: AccountKind.Cash, Credit: AccountKind.CardLiability } ? flow.Minor : 0;

    private static long Part(Flow flow, ValuePart part) => PartOf(flow) == part ? flow.GrowthOf(CardValue) : 0;

    private static long Part(Flow flow, PayablePart part) => PayablePartOf(flow) == part ? flow.GrowthOf(Owed) : 0;

    private static ValuePart PartOf(Flow flow) => flow.Beyond(CardValue) switch
    {
        AccountKind.RedeemedSales => ValuePart.Redeemed,
        AccountKind.MerchantPayable or AccountKind.CommissionRevenue => ValuePart.Redeemed,
        AccountKind.Breakage or AccountKind.PlatformBreakage => ValuePart.Expired,
        AccountKind.Adjustments or AccountKind.PlatformAdjustments => ValuePart.Adjusted,
        AccountKind.WriteOffs => ValuePart.Cancelled,
        _ => flow.Type switch
        {
            EntryType.Issue => ValuePart.Issued,
            EntryType.Load => ValuePart.Loaded,
            _ => ValuePart.Refunded,
        },
    };

    private static PayablePart PayablePartOf(Flow flow) => flow switch
    {
        _ when flow.Debit == AccountKind.PayoutsInTransit || flow.Credit == AccountKind.PayoutsInTransit =>
            PayablePart.Paid,
        _ when flow.Beyond(Owed) == AccountKind.PlatformCardLiability => PayablePart.Redemption,
        _ when flow.Beyond(Owed) == AccountKind.DisputedFunds => PayablePart.Dispute,
        _ => IsSale(flow) ? PayablePart.Sale : PayablePart.Refund,
    };
}
