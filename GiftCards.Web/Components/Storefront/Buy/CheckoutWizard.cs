using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Hosting;
using GiftCards.Web.Resources;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// Buying something in three steps: say what, pay, have it. Holds what is shown; the order itself is
/// <see cref="BuyCheckout"/>'s, and what is bought is the deriving wizard's.
/// </summary>
public abstract partial class CheckoutWizard : ComponentBase, IAsyncDisposable
{
    private readonly SortedDictionary<BuyField, string> errors = [];
    private readonly CancellationTokenSource closing = new();
    private BuyScript script = default!;
    private BuyValidation? validation;
    private string? focusNext;
    private Task<bool>? isOwnDocument;
    private bool isLoaded;
    private bool isRecalling;

    /// <summary>Where the visitor comes from; keeps the keys of strangers apart.</summary>
    [Parameter, EditorRequired]
    public required string Address { get; set; }

    protected BuyCheckout Checkout { get; private set; } = default!;

    protected Profile? Profile { get; private set; }

    protected MerchantProfile? Merchant { get; private set; }

    protected BuyForm? Form { get; private set; }

    protected BuyFormScope? Scope { get; private set; }

    protected BuyStep Step { get; private set; }

    /// <summary>What stood wrong when the person last wanted to go on.</summary>
    protected IReadOnlyDictionary<BuyField, string> Summary { get; private set; } = new Dictionary<BuyField, string>();

    protected string? Notice { get; private set; }

    protected bool IsBusy { get; private set; }

    /// <summary>Why the details were refused, where no field says so.</summary>
    protected DomainError? StepError =>
        Merchant is not null && Step == BuyStep.Details && Summary.Count == 0 ? Checkout.Error : null;

    protected bool IsReady => RendererInfo.IsInteractive && IsRecalled;

    /// <summary>Under what this tab keeps the order.</summary>
    protected abstract string Name { get; }

    /// <summary>Where whoever gives up goes.</summary>
    protected abstract string LeavePath { get; }

    /// <summary>The amount that was chosen on the way here, in minor units.</summary>
    protected virtual long? ChosenMinor => null;

    private bool IsRecalled { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private ProfileQueries Profiles { get; set; } = default!;

    [Inject]
    private PlaceOrderHandler PlaceOrders { get; set; } = default!;

    [Inject]
    private PaySandboxOrderHandler PayOrders { get; set; } = default!;

    [Inject]
    private FollowPaymentHandler FollowPayments { get; set; } = default!;

    [Inject]
    private PaymentForm PaymentForm { get; set; } = default!;

    [Inject]
    private CancelOrderHandler CancelOrders { get; set; } = default!;

    [Inject]
    private OrderQueries Orders { get; set; } = default!;

    [Inject]
    private PaymentGuard Payments { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private ErrorText ErrorWords { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

    [Inject]
    private IStringLocalizer<BuyText> Texts { get; set; } = default!;

    [Inject]
    private IStringLocalizer<SentText> SentWords { get; set; } = default!;

    [Inject]
    private ILogger<CheckoutWizard> Logger { get; set; } = default!;

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        closing.Dispose();
        await script.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whose cards are sold here; null where nothing can be bought.</summary>
    protected abstract Task<MerchantProfile?> FindAsync(Actor visitor, CancellationToken cancellationToken);

    /// <summary>What is bought; to be asked only once every field was accepted.</summary>
    protected abstract PlaceOrder CommandOf(BuyForm form, string language);

    protected override void OnInitialized() => script = new BuyScript(Runtime);

    protected override async Task OnInitializedAsync()
    {
        var actor = await Current.BuyerOrGuestAsync(Address, closing.Token);
        var merchant = await FindAsync(actor, closing.Token);
        var found = await Profiles.GetAsync(actor, closing.Token);

        // All at once: the page may be drawn while the database has answered only half.
        (Merchant, Profile) = (merchant, found.IsOk ? found.Value : null);
        if (Merchant is not null)
        {
            validation = new BuyValidation(Merchant, Texts, SentWords, ErrorWords, Time);
            Begin(actor);
        }

        isLoaded = true;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (PaymentForm.IsStripes && !await (isOwnDocument ??= script.IsOwnDocumentAsync()))
        {
            if (firstRender)
            {
                await script.ReloadAsync();
            }

            return;
        }

        // Not at the first drawing, which may come before there is anything to put back.
        if (isLoaded && !isRecalling)
        {
            isRecalling = true;
            await RecallAsync();
        }

        await KeepDraftAsync();
        if (Step == BuyStep.Payment && Checkout.IsSandbox)
        {
            await script.GroupDigitsAsync();
        }

        if (focusNext is { } element)
        {
            focusNext = null;
            await script.FocusAsync(element);
        }
    }

    protected Task ProceedAsync() => RunAsync(async () =>
    {
        if (!IsWhole())
        {
            return;
        }

        await Checkout.PlaceAsync(CommandOf(Form!, Languages.Current), CancellationToken.None);
        if (Checkout.IsPaid)
        {
            await CompleteAsync();
        }
        else if (Checkout.Error is null && Checkout.IsOpen)
        {
            await KeepAsync(isComplete: false);
            Show(BuyStep.Payment);
        }
        else if (Checkout.Error is not null && await FindAsync(Checkout.Visitor, closing.Token) is { } now)
        {
            // What is offered may have changed since the page was opened: it is shown as it is now.
            Merchant = now;
            validation = new BuyValidation(now, Texts, SentWords, ErrorWords, Time);
            Form!.Follow(now);
        }
    });

    protected async Task JumpAsync(BuyField field) => await script.FocusAsync(field.ElementId());

    protected void Show(BuyStep next)
    {
        Step = next;
        Notice = null;
        IsDraftBack = false;
        errors.Clear();
        Summary = new Dictionary<BuyField, string>();
        focusNext = "buy-step";
    }

    private void Begin(Actor actor)
    {
        Checkout = new BuyCheckout(PlaceOrders, PayOrders, FollowPayments, CancelOrders, Orders) { Visitor = actor };
        Form = new BuyForm(Merchant!, ChosenMinor)
        {
            BuyerName = Profile?.DisplayName ?? "",
            BuyerEmail = Profile?.Email ?? "",
            BuyerPhone = Profile?.Phone ?? "",
        };
        Scope = new BuyFormScope(Form, errors, Leave, Change);
        keptDraft = DraftText();
    }

    private async Task RecallAsync()
    {
        if (Merchant is not null && await script.RecallAsync(Name) is { Length: > 0 } token)
        {
            if (await Checkout.RestoreAsync(token, Merchant.Merchant.Slug, closing.Token))
            {
                Form!.Fill(Checkout.Order!);
                await ComeBackAsync();
            }
            else
            {
                await script.ForgetAsync(Name);
            }
        }

        await RecallDraftAsync();
        IsRecalled = true;
        StateHasChanged();
    }

    private bool IsWhole()
    {
        errors.Clear();
        foreach (var (field, words) in validation!.CheckWhole(Form!))
        {
            errors[field] = words;
        }

        Summary = new SortedDictionary<BuyField, string>(errors);
        focusNext = errors.Count > 0 ? errors.Keys.First().ElementId() : null;
        return errors.Count == 0;
    }

    private void Leave(BuyField field)
    {
        errors.Remove(field);
        if (validation!.Check(Form!, field) is { } wrong)
        {
            errors[field] = wrong;
        }

        StateHasChanged();
    }

    /// <summary>While something is being mended, what is right again is no longer called wrong.</summary>
    private void Change()
    {
        foreach (var field in errors.Keys.Where(field => validation!.Check(Form!, field) is null).ToList())
        {
            errors.Remove(field);
        }

        Summary = Summary.Where(each => errors.ContainsKey(each.Key)).ToDictionary();
        StateHasChanged();
    }
}
