using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Recovery;

/// <summary>Accept a restore as it was looked at.</summary>
/// <param name="Restoration">Which one.</param>
/// <param name="ReconciledAt">When the provider was asked for the findings that were looked at.</param>
public sealed record AcceptRestore(Guid Restoration, DateTimeOffset ReconciledAt);

/// <summary>
/// A person accepts the restored database as it is, with what reconciling found; from then on money moves again.
/// Errors: <c>forbidden</c>, <c>not_found</c> when that restore does not wait, <c>conflict</c> before the provider was
/// asked, and when it was asked again since.
/// </summary>
public sealed partial class AcceptRestoreHandler(
    GiftCardsDatabase database,
    RestorationQueries queries,
    ReadOnlyMode readOnly,
    TimeProvider time,
    ILogger<AcceptRestoreHandler> logger)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, AcceptRestore command, CancellationToken cancellationToken)
    {
        var waiting = await queries.WaitingAsync(actor, cancellationToken);
        if (!waiting.IsOk)
        {
            return waiting.Error;
        }

        if (waiting.Value is not { } restoration || restoration.Id != command.Restoration)
        {
            return new NotFound();
        }

        if (restoration.ReconciledAt is null)
        {
            return new NotReconciled();
        }

        if (restoration.ReconciledAt != command.ReconciledAt)
        {
            return new Conflict();
        }

        // A backup that was itself taken from a restored database brings an older restore along, which ends with this.
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // A restored database is so for every merchant.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var accepted = await context.Restorations.Where(row => row.AcceptedAt == null)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.AcceptedAt, now)
                    .SetProperty(row => row.AcceptedBy, actor.Label),
                cancellationToken);
        if (accepted == 0)
        {
            return new NotFound(); // Somebody else was quicker.
        }

        context.Record(
            actor,
            new AuditNote(
                AuditActions.RestoreAccepted,
                MerchantId.Platform,
                AuditTargets.Database,
                restoration.Id.ToString())
            {
                After = new { restoration.BackupAt, restoration.RestoredAt, Findings = restoration.Findings.Count },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        readOnly.Forget();
        LogAccepted(restoration.BackupAt, actor.Label, restoration.Findings.Count);
        return new Done();
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The database restored from {BackupAt:O} was accepted by {Actor} with {Count} findings; money moves again")]
    private partial void LogAccepted(DateTimeOffset backupAt, string actor, int count);
}
