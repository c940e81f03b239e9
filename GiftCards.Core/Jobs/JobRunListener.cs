using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Quartz;

namespace GiftCards.Core.Jobs;

/// <summary>
/// Notes when each job began, ended and failed, where every node and the page for administrators sees it. A note that
/// cannot be written does not keep the job from running.
/// </summary>
public sealed partial class JobRunListener(
    GiftCardsDatabase database, TimeProvider time, ILogger<JobRunListener> logger) : IJobListener
{
    public string Name => nameof(JobRunListener);

    /// <summary>What a job is called here: its class.</summary>
    public static string NameOf(IJobDetail detail) => detail.JobType.FullName.Split(',')[0].Split('.')[^1];

    public ValueTask JobToBeExecuted(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        NoteAsync(
            context,
            async (db, name, now) =>
            {
                var changed = await db.JobRuns.Where(run => run.Name == name).ExecuteUpdateAsync(
                    update => update
                        .SetProperty(run => run.StartedAt, now)
                        .SetProperty(run => run.FinishedAt, (DateTimeOffset?)null),
                    cancellationToken);
                if (changed == 0)
                {
                    db.JobRuns.Add(new JobRun { Name = name, StartedAt = now });
                    await db.SaveChangesAsync(cancellationToken);
                }
            },
            cancellationToken);

    public ValueTask JobExecutionVetoed(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        ValueTask.CompletedTask;

    public ValueTask JobWasExecuted(
        IJobExecutionContext context,
        JobExecutionException? jobException,
        CancellationToken cancellationToken = default)
    {
        // The kind of failure alone: its words may hold anything.
        var failure = jobException?.GetBaseException().GetType().Name;
        return NoteAsync(
            context,
            (db, name, now) => db.JobRuns.Where(run => run.Name == name).ExecuteUpdateAsync(
                update => update
                    .SetProperty(run => run.FinishedAt, now)
                    .SetProperty(run => run.Failure, failure)
                    .SetProperty(run => run.FailuresInARow, run => failure == null ? 0 : run.FailuresInARow + 1),
                cancellationToken),
            cancellationToken);
    }

    private async ValueTask NoteAsync(
        IJobExecutionContext context,
        Func<GiftCardsDbContext, string, DateTimeOffset, Task> write,
        CancellationToken cancellationToken)
    {
        var name = NameOf(context.JobDetail);
        try
        {
            await using var db = database.OpenAcrossMerchants(); // Jobs belong to no merchant.
            await write(db, name, time.GetInstant());
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotNoted(name, error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The run of {Job} could not be noted: {Failure}")]
    private partial void LogNotNoted(string job, string failure);
}
