using GiftCards.Core.Reporting;

namespace GiftCards.Web.Hosting;

/// <summary>Keeps the open boards of merchants up to date; a round without any costs nothing.</summary>
internal sealed class TodayBoardWorker(TodayBoards boards) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await boards.RoundAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The application ends, and with it every board.
            return;
        }
    }
}
