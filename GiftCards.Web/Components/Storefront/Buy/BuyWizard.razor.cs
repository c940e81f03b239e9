using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Hosting;
using GiftCards.Web.Resources;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// Buying a card in three steps. Holds what is shown; the order itself is <see cref="BuyCheckout"/>'s.
/// </summary>
public sealed partial class BuyWizard(
    CurrentActor current,
    ProfileQueries profiles,
    CatalogueQueries catalogue,
    PlaceOrderHandler place,
    PaySandboxOrderHandler pay,
    CancelOrderHandler cancel,
    OrderQueries orders,
    PaymentGuard payments,
    TimeProvider time,
    ErrorText errorText,
    NavigationManager navigation,
    IJSRuntime runtime,
    IStringLocalizer<BuyText> texts,
    ILogger<BuyWizard> logger) : IAsyncDisposable
{
    private readonly SortedDictionary<BuyField, string> errors = [];
    private readonly CancellationTokenSource closing = new();
    private readonly BuyScript script = new(runtime);
    private IReadOnlyDictionary<BuyField, string> summary = new Dictionary<BuyField, string>();
    private BuyCheckout checkout = default!;
    private Profile? profile;
    private MerchantProfile? merchant;
    private BuyForm? form;
    private BuyFormScope? scope;
    private BuyValidation? validation;
    private BuyStep step;
    private string? notice;
    private string? focusNext;
    private bool isBusy;
    private bool isRecalled;

    /// <summary>Whose card is bought.</summary>
    [Parameter, EditorRequired]
    public required string Slug { get; set; }

    /// <summary>Where the visitor comes from; keeps the keys of strangers apart.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    /// <summary>The preset that was chosen on the merchant's page, in minor units.</summary>
    [Parameter]
    public long? Preset { get; set; }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        closing.Dispose();
        await script.DisposeAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        merchant = await catalogue.FindAsync(Slug, closing.Token);
        var actor = await current.BuyerOrGuestAsync(Address, closing.Token);
        var found = await profiles.GetAsync(actor, closing.Token);
        profile = found.IsOk ? found.Value : null;
        if (merchant is not null)
        {
            validation = new BuyValidation(merchant, texts, errorText, time);
            Begin(actor);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await RecallAsync();
        }

        if (step == BuyStep.Payment)
        {
            await script.GroupDigitsAsync();
        }

        if (focusNext is { } element)
        {
            focusNext = null;
            await script.FocusAsync(element);
        }
    }

    private void Begin(Actor actor)
    {
        checkout = new BuyCheckout(place, pay, cancel, orders) { Visitor = actor };
        form = new BuyForm(merchant!, Preset)
        {
            BuyerName = profile?.DisplayName ?? "",
            BuyerEmail = profile?.Email ?? "",
            BuyerPhone = profile?.Phone ?? "",
        };
        scope = new BuyFormScope(form, errors, Leave, Change);
    }

    private async Task RecallAsync()
    {
        if (merchant is not null && await script.RecallAsync(Slug) is { Length: > 0 } token)
        {
            if (await checkout.RestoreAsync(token, Slug, closing.Token))
            {
                form!.Fill(checkout.Order!);
                step = checkout.IsPaid ? BuyStep.Complete : BuyStep.Payment;
            }
            else
            {
                await script.ForgetAsync(Slug);
            }
        }

        isRecalled = true;
        StateHasChanged();
    }

    private Task ProceedAsync() => RunAsync(async () =>
    {
        if (!IsWhole())
        {
            return;
        }

        await checkout.PlaceAsync(form!.ToCommand(Languages.Current), CancellationToken.None);
        if (checkout.IsPaid)
        {
            await CompleteAsync();
        }
        else if (checkout.Error is null && checkout.IsOpen)
        {
            await KeepAsync(isComplete: false);
            Show(BuyStep.Payment);
        }
    });

    private bool IsWhole()
    {
        errors.Clear();
        foreach (var (field, words) in validation!.CheckWhole(form!))
        {
            errors[field] = words;
        }

        summary = new SortedDictionary<BuyField, string>(errors);
        focusNext = errors.Count > 0 ? errors.Keys.First().ElementId() : null;
        return errors.Count == 0;
    }

    private Task PayAsync(SandboxCard card) => RunAsync(async () =>
    {
        if (await payments.RefuseAsync(Address, closing.Token) is { } limited)
        {
            checkout.Refuse(limited);
            return;
        }

        await checkout.PayAsync(card, CancellationToken.None);
        await FollowAsync();
    });

    private Task AnswerAsync(bool approve) => RunAsync(async () =>
    {
        await checkout.AnswerAsync(approve, CancellationToken.None);
        await FollowAsync();
    });

    private async Task FollowAsync()
    {
        if (checkout.IsPaid)
        {
            await CompleteAsync();
        }
        else if (!checkout.IsOpen)
        {
            await EndAsync("Order.Ended");
        }
        else if (checkout.IsChallenged)
        {
            focusNext = "buy-challenge";
        }
    }

    private Task GiveUpAsync() => RunAsync(async () =>
    {
        if (await checkout.GiveUpAsync(CancellationToken.None))
        {
            await EndAsync("Order.Cancelled");
        }
        else
        {
            await FollowAsync();
        }
    });

    private Task LeaveAsync() => RunAsync(async () =>
    {
        if (await checkout.GiveUpAsync(CancellationToken.None))
        {
            await script.ForgetAsync(Slug);
            navigation.NavigateTo($"/m/{Slug}");
        }
        else
        {
            await FollowAsync();
        }
    });

    private async Task AgainAsync()
    {
        await script.ForgetAsync(Slug);
        Begin(checkout.Visitor);
        Show(BuyStep.Details);
    }

    private async Task JumpAsync(BuyField field) => await script.FocusAsync(field.ElementId());

    private async Task CompleteAsync()
    {
        await KeepAsync(isComplete: true);
        Show(BuyStep.Complete);
        focusNext = "buy-complete";
    }

    private async Task EndAsync(string words)
    {
        await script.ForgetAsync(Slug);
        Show(BuyStep.Details);
        notice = texts[words];
    }

    private async Task KeepAsync(bool isComplete)
    {
        if (checkout.AccessToken is { } token)
        {
            await script.RememberAsync(Slug, token, isComplete);
        }
    }

    private void Show(BuyStep next)
    {
        step = next;
        notice = null;
        errors.Clear();
        summary = new Dictionary<BuyField, string>();
        focusNext = "buy-step";
    }

    private void Leave(BuyField field)
    {
        errors.Remove(field);
        if (validation!.Check(form!, field) is { } wrong)
        {
            errors[field] = wrong;
        }

        StateHasChanged();
    }

    /// <summary>While something is being mended, what is right again is no longer called wrong.</summary>
    private void Change()
    {
        foreach (var field in errors.Keys.Where(field => validation!.Check(form!, field) is null).ToList())
        {
            errors.Remove(field);
        }

        summary = summary.Where(each => errors.ContainsKey(each.Key)).ToDictionary();
        StateHasChanged();
    }
}
