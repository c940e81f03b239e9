using System.Diagnostics.Metrics;

namespace GiftCards.Core.Reporting;

/// <summary>
/// What monitoring sees of the books: checks so far, and the breaches that the last one of this node found.
/// </summary>
internal static class LedgerMetrics
{
    private static readonly Meter Meter = new("GiftCards.Ledger");

    private static readonly Counter<long> Checks = Meter.CreateCounter<long>(
        "giftcards.ledger.checks", description: "Checks of the books, by whether they held");

    private static volatile LedgerVerdict? last;

    static LedgerMetrics() => Meter.CreateObservableGauge(
        "giftcards.ledger.breaches", Breaches, description: "Breaches of each invariant in the last check; must be 0");

    public static void Take(LedgerVerdict verdict)
    {
        last = verdict;
        Checks.Add(1, new KeyValuePair<string, object?>("holds", verdict.Holds));
    }

    private static IEnumerable<Measurement<long>> Breaches() => (last?.Findings ?? []).Select(finding =>
        new Measurement<long>(finding.Breaches, new KeyValuePair<string, object?>("invariant", finding.Name)));
}
