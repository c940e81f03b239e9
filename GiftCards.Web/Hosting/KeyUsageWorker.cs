using GiftCards.Core.Access;

namespace GiftCards.Web.Hosting;

/// <summary>Takes down every few seconds, and when the application ends, what keys were used for.</summary>
internal sealed partial class KeyUsageWorker(ApiKeyUsage usage, ILogger<KeyUsageWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last count is taken down when the application ends.
        }
    }

    // Figures are good to have; a database that is away is no reason to end the application.
    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await usage.FlushAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            LogTrouble(error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What keys were used for could not be taken down: {Failure}")]
    private partial void LogTrouble(string failure);
}
