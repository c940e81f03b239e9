using GiftCards.Core.Payments.Sandbox;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// How a step is carried out: one at a time, by whoever is signed in now, and losing nothing when it fails.
/// </summary>
public abstract partial class CheckoutWizard
{
    protected Task PayAsync(SandboxCard card) => RunAsync(async () =>
    {
        if (await Payments.RefuseAsync(Address, closing.Token) is { } limited)
        {
            Checkout.Refuse(limited);
            return;
        }

        await Checkout.PayAsync(card, CancellationToken.None);
        await FollowAsync();
    });

    /// <summary>Whether a card may be tried; the provider's own form tries it in the browser.</summary>
    protected async Task<bool> MayPayAsync()
    {
        if (await Payments.RefuseAsync(Address, closing.Token) is { } limited)
        {
            Checkout.Refuse(limited);
            StateHasChanged();
            return false;
        }

        return true;
    }

    protected Task PaidAsync() => RunAsync(async () =>
    {
        await Checkout.FollowAsync(CancellationToken.None);
        await FollowAsync();
    });

    protected Task RefreshAsync() => RunAsync(() => Checkout.RefreshAsync(closing.Token));

    protected Task AnswerAsync(bool approve) => RunAsync(async () =>
    {
        await Checkout.AnswerAsync(approve, CancellationToken.None);
        await FollowAsync();
    });

    protected Task GiveUpAsync() => RunAsync(async () =>
    {
        if (await Checkout.GiveUpAsync(CancellationToken.None))
        {
            await EndAsync("Order.Cancelled");
        }
        else
        {
            await FollowAsync();
        }
    });

    protected Task LeaveAsync() => RunAsync(async () =>
    {
        if (await Checkout.GiveUpAsync(CancellationToken.None))
        {
            await script.ForgetAsync(Name);
            await ForgetDraftAsync();
            Navigation.NavigateTo(LeavePath);
        }
        else
        {
            await FollowAsync();
        }
    });

    protected async Task AgainAsync()
    {
        await script.ForgetAsync(Name);
        Merchant = await FindAsync(Checkout.Visitor, closing.Token) ?? Merchant;
        Begin(Checkout.Visitor);
        Show(BuyStep.Details);
    }

    /// <summary>An order that this tab knows already is where its payment says, not where the tab left it.</summary>
    private async Task ComeBackAsync()
    {
        var isBack = !Checkout.IsSandbox && await script.TidyAddressAsync();
        if (!Checkout.IsSandbox && Checkout.IsOpen)
        {
            await Checkout.FollowAsync(CancellationToken.None);
        }

        Step = BuyStep.Payment;
        if (Checkout.IsPaid && isBack)
        {
            await CompleteAsync();
        }
        else if (Checkout.IsPaid)
        {
            Step = BuyStep.Complete;
        }
        else if (!Checkout.IsOpen)
        {
            await FollowAsync();
        }
    }

    private async Task FollowAsync()
    {
        if (Checkout.IsPaid)
        {
            await CompleteAsync();
        }
        else if (!Checkout.IsOpen)
        {
            await EndAsync(Checkout.Order switch
            {
                { IsReturned: true, TopUps.Count: > 0 } => "Order.Returned",
                { IsReturned: true } => "Order.Late",
                _ => "Order.Ended",
            });
        }
        else if (Checkout.IsChallenged)
        {
            focusNext = "buy-challenge";
        }
    }

    private async Task CompleteAsync()
    {
        await KeepAsync(isComplete: true);
        await ForgetDraftAsync();
        Show(BuyStep.Complete);
        focusNext = "buy-complete";
    }

    private async Task EndAsync(string words)
    {
        await script.ForgetAsync(Name);
        keptDraft = null; // The order is over, and what was typed for it is only here again.
        Show(BuyStep.Details);
        Notice = Texts[words];
    }

    private async Task KeepAsync(bool isComplete)
    {
        if (Checkout.AccessToken is { } token)
        {
            await script.RememberAsync(Name, token, isComplete);
            await ForgetDraftAsync(); // The order holds it now.
        }
    }

    private async Task RunAsync(Func<Task> work)
    {
        if (IsBusy)
        {
            return;
        }

        IsBusy = true;
        Notice = null;
        try
        {
            // Asked each time: a session that was ended meanwhile counts no more.
            Checkout.Visitor = await Current.BuyerOrGuestAsync(Address, closing.Token);
            await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The order keeps its key: whatever did happen, pressing again finds it instead of doing it twice.
            LogFailure(Logger, error);
            Notice = Texts["Failed"];
        }
        finally
        {
            IsBusy = false;
        }
    }

    [LoggerMessage(LogLevel.Error, "A step of a purchase failed; the visitor may press again")]
    private static partial void LogFailure(ILogger logger, Exception error);
}
