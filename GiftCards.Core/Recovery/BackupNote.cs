using GiftCards.Core.Jobs;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Notes in the database itself when it was backed up last, so that those who run the platform see how old the newest
/// backup is. It stands among the runs of the jobs, although nothing here starts it.
/// </summary>
public sealed class BackupNote(GiftCardsDatabase database)
{
    internal const string Name = "Backup";

    /// <summary>How old the newest backup may be before somebody is warned.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>Notes a backup that is whole; an older one than is noted already changes nothing.</summary>
    public async Task WriteAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        DateTimeOffset? at = manifest.At;
        await using var context = database.OpenAcrossMerchants(); // A backup is of all merchants.
        var noted = context.JobRuns.Where(run => run.Name == Name);
        if (!await noted.AnyAsync(cancellationToken))
        {
            context.JobRuns.Add(new JobRun { Name = Name, StartedAt = manifest.At, FinishedAt = at });
            await context.SaveChangesAsync(cancellationToken);
            return;
        }

        await noted.Where(run => run.FinishedAt < at).ExecuteUpdateAsync(
            update => update
                .SetProperty(run => run.StartedAt, manifest.At)
                .SetProperty(run => run.FinishedAt, at),
            cancellationToken);
    }
}
