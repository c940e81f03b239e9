using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;

namespace GiftCards.Web.Hosting;

/// <summary>
/// Keeps the outbox moving: at once after a commit on this node, and every second for what others wrote or planned.
/// </summary>
internal sealed partial class OutboxWorker(
    OutboxDispatcher dispatcher,
    OutboxSignal signal,
    CertificateRenderer certificates,
    ILogger<OutboxWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (certificates.DrawsLatin1Only)
        {
            LogNoFont();
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await dispatcher.DispatchDueAsync(stoppingToken) == 0)
                {
                    await signal.WaitAsync(Round, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The database is away, most likely. The messages are safe in it; the loop must outlive the trouble.
                LogTrouble(error.GetType().Name);
                await signal.WaitAsync(AfterTrouble, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox could not be read: {Failure}")]
    private partial void LogTrouble(string failure);

    [LoggerMessage(
        LogLevel.Warning, "No font was found, so certificates show Western European text only; set Pdf:Font")]
    private partial void LogNoFont();
}
