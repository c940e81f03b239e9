using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Reporting;

/// <summary>What a check of the books found, and when it was done.</summary>
/// <param name="Findings">One for each invariant.</param>
/// <param name="At">When it began.</param>
public sealed record LedgerVerdict(IReadOnlyList<InvariantFinding> Findings, DateTimeOffset At)
{
    public bool Holds => Findings.All(finding => finding.Holds);
}

/// <summary>
/// Proves the books, and the audit trail beside them, for an administrator with full rights or for a job, and takes
/// down what came of it. A breach is an alarm: it is logged as critical and counted. Errors: <c>forbidden</c>.
/// </summary>
public sealed partial class VerifyLedgerHandler(
    GiftCardsDatabase database,
    Invariants invariants,
    AuditChain audit,
    TimeProvider time,
    ILogger<VerifyLedgerHandler> logger)
{
    public async Task<Result<LedgerVerdict>> HandleAsync(
        Actor actor, LedgerScope scope, IProgress<LedgerProgress>? progress, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        var verdict = new LedgerVerdict([], time.GetInstant());
        var books = await invariants.CheckAsync(scope, progress, cancellationToken);
        progress?.Report(new LedgerProgress(AuditChain.Name, books.Count / (books.Count + 1.0)));
        verdict = verdict with { Findings = [.. books, await audit.CheckAsync(scope.LastDays, cancellationToken)] };
        Tell(verdict);
        LedgerMetrics.Take(verdict);
        await KeepAsync(actor, verdict, cancellationToken);
        return verdict;
    }

    /// <summary>What the last check found, on whichever node; null when there was none yet.</summary>
    public async Task<Result<LedgerVerdict?>> LastAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Checks are of the books as a whole.
        var last = await context.LedgerChecks.AsNoTracking()
            .Include(check => check.Findings.OrderBy(finding => finding.Line))
            .OrderByDescending(check => check.At)
            .FirstOrDefaultAsync(cancellationToken);
        return last is null
            ? (LedgerVerdict?)null
            : new LedgerVerdict([.. last.Findings.Select(ViewOf)], last.At);
    }

    private static DomainError? Refuse(Actor actor) =>
        actor is Actor.System ? null : AdminRights.Refuse(actor, AdminAreas.Ledger);

    private static InvariantFinding ViewOf(LedgerCheckFinding finding) =>
        new(finding.Name, StatementOf(finding.Name), finding.Checked, finding.Breaches)
        {
            Detail = finding.Detail,
        };

    private static string StatementOf(string name) =>
        name == AuditChain.Name ? AuditChain.Statement : Invariants.StatementOf(name);

    private async Task KeepAsync(Actor actor, LedgerVerdict verdict, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(verdict.At);
        await using var context = database.OpenAcrossMerchants(); // Checks are of the books as a whole.
        context.LedgerChecks.Add(new LedgerCheck
        {
            Id = id,
            At = verdict.At,
            FinishedAt = time.GetInstant(),
            ActorLabel = actor.Label,
            Findings =
            [
                .. verdict.Findings.Select((finding, line) => new LedgerCheckFinding
                {
                    CheckId = id,
                    Line = line,
                    Name = finding.Name,
                    Checked = finding.Checked,
                    Breaches = finding.Breaches,
                    Detail = finding.Detail,
                }),
            ],
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    private void Tell(LedgerVerdict verdict)
    {
        foreach (var broken in verdict.Findings.Where(finding => !finding.Holds))
        {
            LogBroken(broken.Name, broken.Breaches, broken.Checked, broken.Detail ?? "no detail");
        }

        if (verdict.Holds)
        {
            LogHolds(verdict.Findings.Count);
        }
    }

    [LoggerMessage(LogLevel.Information, "The books hold: {Count} invariants checked")]
    private partial void LogHolds(int count);

    [LoggerMessage(LogLevel.Critical, "The books are BROKEN: {Invariant}, {Breaches} breaches of {Checked} ({Detail})")]
    private partial void LogBroken(string invariant, long breaches, long @checked, string detail);
}
