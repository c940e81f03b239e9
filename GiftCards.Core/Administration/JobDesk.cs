using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Jobs;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace GiftCards.Core.Administration;

/// <summary>A job: when it runs, and how the last run went on whichever node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NextAt">When it begins next; null when it is not scheduled.</param>
/// <param name="Run">The last run; null before the first.</param>
public sealed record JobView(string Name, DateTimeOffset? NextAt, JobRun? Run);

/// <summary>What runs by itself, for administrators with full rights. Errors: <c>forbidden</c>.</summary>
public sealed class JobDesk(GiftCardsDatabase database, ISchedulerFactory schedulers, TimeProvider time)
{
    /// <summary>Every job, by name.</summary>
    public async Task<Result<List<JobView>>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Jobs) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Jobs belong to no merchant.
        var runs = await context.JobRuns.AsNoTracking().ToDictionaryAsync(run => run.Name, cancellationToken);
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        List<JobView> jobs = [];
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken))
        {
            var triggers = await scheduler.GetTriggersOfJob(key, cancellationToken);
            var name = await NameAsync(scheduler, key, cancellationToken);
            jobs.Add(new JobView(
                name, triggers.Min(trigger => trigger.NextFireTimeUtc), runs.GetValueOrDefault(name)));
        }

        jobs.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return jobs;
    }

    /// <summary>Starts a job now, beside its schedule. Errors: also <c>not_found</c>.</summary>
    public async Task<Result<Done>> RunAsync(Actor actor, string name, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Jobs) is { } refused)
        {
            return refused;
        }

        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken))
        {
            if (await NameAsync(scheduler, key, cancellationToken) == name)
            {
                await using var context = database.OpenAcrossMerchants(); // Jobs belong to no merchant.
                context.Record(
                    actor,
                    new AuditNote(AuditActions.JobStarted, MerchantId.Platform, AuditTargets.Job, name),
                    time.GetInstant());
                await context.SaveChangesAsync(cancellationToken);
                await scheduler.TriggerJob(key, cancellationToken);
                return new Done();
            }
        }

        return new NotFound();
    }

    private static async Task<string> NameAsync(
        IScheduler scheduler, JobKey key, CancellationToken cancellationToken) =>
        await scheduler.GetJobDetail(key, cancellationToken) is { } detail ? JobRunListener.NameOf(detail) : key.Name;
}
