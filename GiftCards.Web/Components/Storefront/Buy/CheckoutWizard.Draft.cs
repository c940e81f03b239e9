using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// What is typed and not ordered yet is kept in the browser's tab, so that a reload loses nothing; once there is an
/// order, the order has it.
/// </summary>
public abstract partial class CheckoutWizard
{
    private string? keptDraft;

    /// <summary>Whether what is typed here is kept.</summary>
    protected virtual bool KeepsDraft => false;

    /// <summary>Whether the page was filled with what this tab had kept, and nothing was done since.</summary>
    protected bool IsDraftBack { get; private set; }

    private string? PersonName => Checkout.Visitor.Person?.ToString();

    /// <summary>Throws away what was typed, and the order that it may have led to while nothing is paid.</summary>
    protected Task AfreshAsync() => RunAsync(async () =>
    {
        if (!await Checkout.GiveUpAsync(CancellationToken.None))
        {
            await FollowAsync();
            return;
        }

        await ForgetDraftAsync();
        await AgainAsync();
    });

    private string? DraftText() => KeepsDraft ? BuyDraft.Of(Form!, PersonName, ChosenMinor).ToText() : null;

    private async Task KeepDraftAsync()
    {
        if (!KeepsDraft || !IsRecalled || Step != BuyStep.Details || Form is null || DraftText() == keptDraft)
        {
            return;
        }

        keptDraft = DraftText();
        var draft = BuyDraft.Of(Form, PersonName, ChosenMinor) with { At = Time.GetInstant() };
        await script.KeepDraftAsync(Name, draft.ToText());
    }

    // A draft is newer than an order that is not paid: the order has what was typed before it.
    private async Task RecallDraftAsync()
    {
        if (!KeepsDraft || Form is null || await script.RecallDraftAsync(Name) is not { Length: > 0 } text)
        {
            return;
        }

        var isFree = Checkout.Order?.Status is null or Core.Orders.OrderStatus.Pending;
        if (!isFree || BuyDraft.Read(text, PersonName, Time.GetInstant()) is not { } draft)
        {
            await script.ForgetDraftAsync(Name);
            return;
        }

        Form.Fill(draft);
        if (ChosenMinor is { } chosen && chosen != draft.Chosen && Merchant!.Settings.PresetsMinor.Contains(chosen))
        {
            Form.Current.PresetMinor = chosen;
        }

        keptDraft = DraftText();
        (Step, IsDraftBack) = (BuyStep.Details, true);
    }

    private async Task ForgetDraftAsync()
    {
        if (KeepsDraft)
        {
            await script.ForgetDraftAsync(Name);
        }
    }
}
