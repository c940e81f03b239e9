using GiftCards.Core.Administration;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Jobs;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Audit;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Xunit;

namespace GiftCards.Tests.Core.Administration;

/// <summary>What runs by itself is seen by those who run the platform: when it ran, how it went, when it runs next.</summary>
public sealed class JobDeskTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    // A job is called by its class, and this one stands inside another.
    private const string Name = $"{nameof(JobDeskTests)}+{nameof(GatedJob)}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_job_that_is_started_by_hand_runs_and_its_run_is_noted(DatabaseProvider provider)
    {
        var gate = new Gate();
        await using var world = await StartAsync(provider, gate);
        var desk = world.Get<JobDesk>();

        Assert.Null(Assert.Single((await desk.ListAsync(Admin, Token)).Value).Run);
        Assert.True((await desk.RunAsync(Admin, Name, Token)).IsOk);
        var run = await RanAsync(world, gate, null);
        Assert.Equal((true, null, 0), (run.FinishedAt is not null, run.Failure, run.FailuresInARow));
        Assert.Contains(await world.TrailAsync(), entry => entry.Action == AuditActions.JobStarted && entry.TargetId == Name);
    }

    [Theory, EveryProvider]
    public async Task Failures_are_counted_until_a_run_goes_well_and_their_words_are_not_kept(DatabaseProvider provider)
    {
        var gate = new Gate();
        await using var world = await StartAsync(provider, gate);
        var desk = world.Get<JobDesk>();
        foreach (var (failure, inARow) in new (Exception?, int)[]
        {
            (new InvalidDataException("secret words"), 1), (new TimeoutException("secret words"), 2), (null, 0),
        })
        {
            gate.Failure = failure;
            Assert.True((await desk.RunAsync(Admin, Name, Token)).IsOk);
            var run = await RanAsync(world, gate, failure?.GetType().Name);
            Assert.Equal((failure?.GetType().Name, inARow), (run.Failure, run.FailuresInARow));
        }

        var view = Assert.Single((await desk.ListAsync(Admin, Token)).Value);
        Assert.Equal((Name, 0), (view.Name, view.Run!.FailuresInARow));
    }

    [Fact]
    public async Task Only_those_with_full_rights_see_jobs_and_nobody_starts_what_there_is_not()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite, new Gate());
        var support = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);
        var desk = world.Get<JobDesk>();

        Assert.Equal(new Forbidden(), (await desk.ListAsync(support, Token)).Error);
        Assert.Equal(new Forbidden(), (await desk.RunAsync(support, Name, Token)).Error);
        Assert.Equal(new NotFound(), (await desk.RunAsync(Admin, "NoSuchJob", Token)).Error);
        Assert.DoesNotContain(await world.TrailAsync(), entry => entry.Action == AuditActions.JobStarted);
    }

    private static async Task<TestWorld> StartAsync(DatabaseProvider provider, Gate gate)
    {
        var name = Guid.NewGuid().ToString("N");
        var world = await TestWorld.StartAsync(provider, services =>
        {
            services.AddSingleton(gate);
            services.AddSingleton<JobDesk>();
            services.AddQuartz(quartz =>
            {
                quartz.ConfigureScheduler(options => options.InstanceName = name);
                quartz.AddJobListener<JobRunListener>();
                quartz.AddJob<GatedJob>(job => job.WithIdentity(name).StoreDurably());
            });
        });
        await (await world.Get<ISchedulerFactory>().GetScheduler(Token)).Start(Token);
        return world;
    }

    private static async Task<JobRun> RanAsync(TestWorld world, Gate gate, string? failure)
    {
        await gate.Ran.WaitAsync(Token);
        for (var look = 0; ; look++)
        {
            await using var context = world.Database.OpenAcrossMerchants();
            var run = await context.JobRuns.AsNoTracking().SingleOrDefaultAsync(Token);
            if ((run?.FinishedAt is not null && run.Failure == failure) || look == 2_000)
            {
                return run!;
            }

            await Task.Yield();
        }
    }

    /// <summary>What the job is to do, and that it did.</summary>
    public sealed class Gate
    {
        public Exception? Failure { get; set; }

        public SemaphoreSlim Ran { get; } = new(0);
    }

    /// <summary>A job that goes as the test says.</summary>
    public sealed class GatedJob(Gate gate) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            gate.Ran.Release();
            return gate.Failure is { } failure ? throw failure : ValueTask.CompletedTask;
        }
    }
}
