using GiftCards.Core.Persistence.Postgres;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GiftCards.Web.Hosting;

/// <summary>
/// Keeps this node's time the database's: measures it at the start and every minute. The time stays right whatever the
/// machine's own clock says, but one that is off by more than a second is reported, because logs, certificates and
/// whatever else runs there go by it. On SQLite there is one clock, and nothing to do.
/// </summary>
internal sealed partial class ClockKeeper(TimeProvider time, ILogger<ClockKeeper> logger)
    : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);

    /// <summary>Measures once; throws what the database throws when it is away.</summary>
    public async Task MeasureAsync(CancellationToken cancellationToken)
    {
        if (time is not DatabaseClock clock)
        {
            return;
        }

        await clock.MeasureAsync(cancellationToken);
        if (clock.IsAlarming)
        {
            LogDrift(clock.Drift.TotalSeconds);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        time is DatabaseClock { IsAlarming: true } clock
            ? HealthCheckResult.Degraded($"The database's clock is ahead by {clock.Drift.TotalSeconds:F1} s.")
            : HealthCheckResult.Healthy());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (time is not DatabaseClock)
        {
            return;
        }

        using var timer = new PeriodicTimer(Round, time);
        while (await WaitAsync(timer, stoppingToken))
        {
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // The database is away; the clock runs on by this machine's timer until it can be asked again.
                LogUnknown(error.GetType().Name);
            }
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The database's clock is ahead of this node's by {Seconds} s; the database's counts, and the node's needs mending")]
    private partial void LogDrift(double seconds);

    [LoggerMessage(LogLevel.Warning, "The database could not be asked for the time: {Failure}")]
    private partial void LogUnknown(string failure);
}
