using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Ledger;

/// <summary>What a check is to look at.</summary>
public sealed record LedgerScope
{
    /// <summary>The books and every closed day.</summary>
    public static readonly LedgerScope Books = new();

    /// <summary>The same, and whether what follows from the books is on its way.</summary>
    public static readonly LedgerScope Everything = new() { WithFlow = true };

    /// <summary>Also whether payments are settled and messages leave in time.</summary>
    public bool WithFlow { get; init; }

    /// <summary>
    /// Of how many closed days the entries are read again, counted back from the last; null means all.
    /// </summary>
    public int? LastDays { get; init; }
}

/// <summary>How far a check is.</summary>
/// <param name="Name">The invariant that is looked at now.</param>
/// <param name="Part">What is done of the whole, from 0 to 1.</param>
public sealed record LedgerProgress(string Name, double Part);

/// <content>How the invariants are checked.</content>
public sealed partial class Invariants
{
    private const int PatienceSeconds = 600;

    /// <summary>For how long a payment may wait for its cards and a message for its delivery.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>What an invariant says, by its name; the name itself for one that this version does not know.</summary>
    public static string StatementOf(string name) => name == DailyCloseProof.Name
        ? DailyCloseProof.Statement
        : ScopeOf(LedgerScope.Everything).FirstOrDefault(invariant => invariant.Name == name)?.Statement ?? name;

    /// <summary>Checks the books over all merchants.</summary>
    public Task<IReadOnlyList<InvariantFinding>> CheckAsync(CancellationToken cancellationToken) =>
        CheckAsync(LedgerScope.Books, null, cancellationToken);

    /// <summary>Checks what the scope says over all merchants, one invariant after the other.</summary>
    public async Task<IReadOnlyList<InvariantFinding>> CheckAsync(
        LedgerScope scope, IProgress<LedgerProgress>? progress, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The books are proven as a whole.
        var invariants = ScopeOf(scope);
        var steps = invariants.Length + 1.0;
        List<InvariantFinding> findings = [];
        foreach (var invariant in invariants)
        {
            progress?.Report(new LedgerProgress(invariant.Name, findings.Count / steps));
            cancellationToken.ThrowIfCancellationRequested();
            findings.Add(new InvariantFinding(
                invariant.Name,
                invariant.Statement,
                await CountAsync(context, invariant.Checked, cancellationToken),
                await CountAsync(context, invariant.Breaches, cancellationToken)));
        }

        findings.Add(await DailyCloseProof.CheckAsync(
            context,
            scope.LastDays,
            part => progress?.Report(new LedgerProgress(DailyCloseProof.Name, (invariants.Length + part) / steps)),
            cancellationToken));
        return findings;
    }

    private static Invariant[] ScopeOf(LedgerScope scope) =>
        [
            .. All,
            .. RefundInvariants.All,
            .. DisputeInvariants.All,
            .. PayoutInvariants.All,
            .. scope.WithFlow ? FlowInvariants.All : [],
        ];

    private async Task<long> CountAsync(GiftCardsDbContext context, string sql, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await using var command = context.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // The text is one of the constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = PatienceSeconds;
        if (sql.Contains("@since", StringComparison.Ordinal))
        {
            var since = command.CreateParameter();
            since.ParameterName = "since";
            since.Value = context.ToColumn(time.GetInstant() - Patience);
            command.Parameters.Add(since);
        }

        return Convert.ToInt64(
            await command.ExecuteScalarAsync(cancellationToken), System.Globalization.CultureInfo.InvariantCulture);
    }
}
