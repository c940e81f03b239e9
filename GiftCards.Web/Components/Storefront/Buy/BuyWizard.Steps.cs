namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// How a step is carried out: one at a time, by whoever is signed in now, and losing nothing when it fails.
/// </summary>
public sealed partial class BuyWizard
{
    private async Task RunAsync(Func<Task> work)
    {
        if (isBusy)
        {
            return;
        }

        isBusy = true;
        notice = null;
        try
        {
            // Asked each time: a session that was ended meanwhile counts no more.
            checkout.Visitor = await current.BuyerOrGuestAsync(Address, closing.Token);
            await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The order keeps its key: whatever did happen, pressing again finds it instead of doing it twice.
            LogFailure(error);
            notice = texts["Failed"];
        }
        finally
        {
            isBusy = false;
        }
    }

    [LoggerMessage(LogLevel.Error, "A step of a purchase failed; the visitor may press again")]
    private partial void LogFailure(Exception error);
}
