using System.Globalization;
using GiftCards.Core.Audit;
using GiftCards.Core.Ledger;

namespace GiftCards.Web.Hosting;

/// <content>The command that proves the books.</content>
internal static partial class Commands
{
    private static async Task<int> VerifyAsync(WebApplication app, string[] args, CancellationToken cancellationToken)
    {
        if (ScopeOf(args) is not { } scope)
        {
            await Console.Error.WriteLineAsync("--days needs a number: verify-ledger --days 7");
            return 2;
        }

        IReadOnlyList<InvariantFinding> findings =
        [
            .. await app.Services.GetRequiredService<Invariants>().CheckAsync(scope, null, cancellationToken),
            await app.Services.GetRequiredService<AuditChain>().CheckAsync(scope.LastDays, cancellationToken),
        ];
        foreach (var finding in findings)
        {
            var verdict = finding.Holds ? "holds " : "BROKEN";
            var detail = finding.Detail is null ? "" : $" ({finding.Detail})";
            Console.WriteLine($"{verdict}  {finding.Name,-20} {finding.Checked,10} checked {finding.Breaches,8} breaches   {finding.Statement}{detail}");
        }

        return findings.All(finding => finding.Holds) ? 0 : 1;
    }

    // Whatever else stands there is a setting.
    private static LedgerScope? ScopeOf(string[] args) => Array.IndexOf(args, "--days") switch
    {
        < 0 => LedgerScope.Everything,
        var place => int.TryParse(
            args.ElementAtOrDefault(place + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                ? LedgerScope.Everything with { LastDays = days }
                : null,
    };
}
