using GiftCards.Core.Administration;
using GiftCards.Core.Jobs;
using GiftCards.Core.Persistence;
using Quartz;

namespace GiftCards.Web.Hosting;

/// <summary>
/// What runs by itself. Schedules live in code. On PostgreSQL the store is clustered, so that one node of many runs
/// each job; on SQLite there is one node, and memory is enough.
/// </summary>
internal static class JobRegistration
{
    public static void AddGiftCardsJobs(this WebApplicationBuilder builder, StartupSettings settings)
    {
        builder.Services.AddQuartz(quartz =>
        {
            if (settings.Database.Provider == DatabaseProvider.PostgreSql)
            {
                quartz.ConfigureScheduler(options => options.GenerateInstanceId = true);
                quartz.UsePersistentStore(store =>
                {
                    store.UsePostgres(settings.Database.ConnectionString); // Its tables come with the migrations.
                    store.UseSystemTextJsonSerializer();
                    store.UseClustering();
                });
            }

            quartz.AddJobListener<JobRunListener>();
            Schedule<ReconcileOrdersJob>(quartz, ReconcileOrdersJob.Every);
            Schedule<ReconcileRefundsJob>(quartz, ReconcileRefundsJob.Every);
            if (settings.Stripe is not null)
            {
                Schedule<CatchUpStripeEventsJob>(quartz, CatchUpStripeEventsJob.Every);
            }

            Schedule<PayoutsJob>(quartz, PayoutsJob.Every);
            Schedule<ExpiryJob>(quartz, ExpiryJob.Every);
            Schedule<ExpiryNoticeJob>(quartz, ExpiryNoticeJob.Every);
            Schedule<SweepRecordsJob>(quartz, SweepRecordsJob.Every);
            Schedule<DailyCloseJob>(quartz, DailyCloseJob.Every);
            Schedule<SealAuditJob>(quartz, SealAuditJob.Every);
            Schedule<FoldFiguresJob>(quartz, FoldFiguresJob.Every);
            Schedule<RunExportsJob>(quartz, RunExportsJob.Every);
            Schedule<EndSupportViewsJob>(quartz, EndSupportViewsJob.Every);
            Schedule<RefreshCatalogueJob>(quartz, RefreshCatalogueJob.Every);
            Schedule<VerifyLedgerJob>(quartz, VerifyLedgerJob.Every);
        });
        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        builder.Services.AddSingleton<JobDesk>();
        builder.Services.AddHostedService<OutboxWorker>();
        builder.Services.AddHostedService<TodayBoardWorker>();
        builder.Services.AddHostedService<KeyUsageWorker>();
    }

    private static void Schedule<TJob>(IQuartzBuilder quartz, TimeSpan every)
        where TJob : IJob =>
        quartz.ScheduleJob<TJob>(trigger => trigger
            .WithIdentity(typeof(TJob).Name)
            .StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(every).RepeatForever()));
}
