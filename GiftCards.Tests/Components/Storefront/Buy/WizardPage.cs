using AngleSharp.Dom;
using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Rates;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Storefront.Buy;
using GiftCards.Web.Hosting;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Storefront.Buy;

/// <summary>The wizard of one merchant, on a real database; its methods say what a buyer does.</summary>
internal sealed class WizardPage : IAsyncDisposable
{
    public const string Succeeds = "4242 4242 4242 4242";
    public const string Declines = "4000 0000 0000 0002";
    public const string HasNoFunds = "4000 0000 0000 9995";
    public const string AsksTheBank = "4000 0025 0000 3155";

    private readonly PageContext page;
    private readonly BunitJSModuleInterop module;
    private readonly TestWorld world;
    private readonly bool ownsWorld;

    private WizardPage(
        PageContext page, BunitJSModuleInterop module, TestWorld world, bool ownsWorld, IRenderedComponent<BuyWizard> wizard)
    {
        this.page = page;
        this.module = module;
        this.ownsWorld = ownsWorld;
        this.world = world;
        Wizard = wizard;
    }

    public IRenderedComponent<BuyWizard> Wizard { get; }

    /// <summary>Who is at the page, and how long the page waits to hear of it.</summary>
    public required SlowVisitor Visitor { get; init; }

    public string Step => Wizard.Find(".buy").GetAttribute("data-step")!;

    public string Text => Wizard.Find(".buy").TextContent;

    private string Kept => (string)module.Invocations.Last(call => call.Identifier == "remember").Arguments[1]!;

    /// <summary>Opens the page; its language is that of the whole test from here on.</summary>
    public static Task<WizardPage> OpenAsync(
        string language = "en", string currency = "AED", string? kept = null, TestWorld? world = null, string? shownIn = null) =>
        OpenAsync(new PageContext(language), currency, kept, world, shownIn);

    private static async Task<WizardPage> OpenAsync(
        PageContext page, string currency, string? kept, TestWorld? world, string? shownIn)
    {
        var known = world is not null;
        world ??= await TestWorld.StartAsync(configure: services => services.AddGiftCardsAccess(new RateLimitOptions(1)));
        if (!known)
        {
            await world.AddMerchantAsync(currency: currency);
        }

        var module = page.JSInterop.SetupModule("./js/buy.js");
        module.Mode = JSRuntimeMode.Loose;
        module.Setup<string?>("recall", _ => true).SetResult(kept);
        var visitor = new SlowVisitor();
        Serve(page, world, visitor);
        var wizard = page.Render<BuyWizard>(parameters => parameters
            .Add(w => w.Slug, "salon").Add(w => w.Address, "127.0.0.1").Add(w => w.ShownIn, shownIn));
        wizard.WaitForState(() => wizard.Find(".buy").GetAttribute("data-ready") == "true");
        return new WizardPage(page, module, world, !known, wizard) { Visitor = visitor };
    }

    /// <summary>Gives a page what a purchase needs.</summary>
    internal static void Serve(PageContext page, TestWorld world, SlowVisitor visitor)
    {
        page.Services.AddSingleton<AuthenticationStateProvider>(visitor);
        page.Services.AddSingleton(new PaymentForm(null, IsTest: true));
        page.Services.AddSingleton(new ShownCurrency(new BundledRates()));
        page.Services.AddSingleton(world.Get<FollowPaymentHandler>());
        page.Services.AddSingleton<TimeProvider>(world.Clock);
        page.Services.AddSingleton(world.Get<CatalogueQueries>());
        page.Services.AddSingleton(world.Get<CampaignQueries>());
        page.Services.AddSingleton(world.Get<PlatformProgrammeQueries>());
        page.Services.AddSingleton(world.Get<PlaceOrderHandler>());
        page.Services.AddSingleton(world.Get<PaySandboxOrderHandler>());
        page.Services.AddSingleton(
            new PaymentGuard(new AttemptLimiter(world.Database, world.Protector, new RateLimitOptions(1), world.Clock)));
        page.Services.AddSingleton(world.Get<CancelOrderHandler>());
        page.Services.AddSingleton(world.Get<OrderQueries>());
        page.Services.AddSingleton(world.Get<ProfileQueries>());
        page.Services.AddSingleton(world.Get<ActorResolver>());
        page.Services.AddSingleton(world.Get<BrowserSessions>());
        page.Services.AddSingleton(world.Get<SupportViews>());
        page.Services.AddScoped<CurrentActor>();
        page.SetRendererInfo(new RendererInfo("Server", true));
    }

    public async ValueTask DisposeAsync()
    {
        await page.DisposeAsync();
        if (ownsWorld)
        {
            await world.DisposeAsync();
        }
    }

    /// <summary>The same page opened again in the same tab, which kept what it was asked to keep.</summary>
    public Task<WizardPage> ReloadAsync() => OpenAsync(kept: Kept, world: world);

    /// <summary>The time to pay goes by, and the job that looks for that comes round.</summary>
    public async Task ExpireOrdersAsync()
    {
        world.Clock.Advance(Order.PaymentWindow + TimeSpan.FromMinutes(1));
        await world.Get<ReconcileOrdersHandler>().HandleAsync(TestContext.Current.CancellationToken);
    }

    public void Type(string field, string text) => Wizard.Find($"#{field}").Input(text);

    public void Leave(string field) => Wizard.Find($"#{field}").Blur();

    public void Choose(string words) => Find("label.choice", words).QuerySelector("input")!.Change(true);

    public void ChooseOwnAmount(string typed)
    {
        Choose(Wizard.Find("fieldset#buy-amount label.choice:last-child").TextContent.Trim());
        Type("buy-own-amount", typed);
        Leave("buy-own-amount");
    }

    public void FillBuyer()
    {
        Type("buy-buyername", "Ben Buyer");
        Type("buy-buyeremail", "ben@example.test");
    }

    public async Task ProceedAsync(string expected = "payment")
    {
        await Wizard.Find("form").SubmitAsync();
        Wizard.WaitForState(() => Step == expected);
    }

    public async Task PayAsync(string number)
    {
        Type("buy-card-number", number);
        Type("buy-card-expiry", "12/34");
        Type("buy-card-cvc", "123");
        await Wizard.Find("form").SubmitAsync();
    }

    /// <summary>Submits the form a second time while the first is still at work, which the button shows.</summary>
    public async Task PressTwiceAsync()
    {
        Visitor.Hold();
        var first = Wizard.Find("form").SubmitAsync();
        Assert.True(Wizard.Find("button[type=submit]").HasAttribute("disabled"));
        var second = Wizard.Find("form").SubmitAsync();
        await Wizard.InvokeAsync(Visitor.Release);
        await Task.WhenAll(first, second);
    }

    public async Task PressAsync(string words) => await Find("button", words).ClickAsync();

    public string ErrorOf(string field) => Wizard.Find($"#{field}-error").TextContent;

    public async Task<int> CardsAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Cards.CountAsync(TestContext.Current.CancellationToken);
    }

    public async Task<List<Order>> OrdersAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Orders.Include(order => order.Items).OrderBy(order => order.Id)
            .ToListAsync(TestContext.Current.CancellationToken);
    }

    private IElement Find(string selector, string words) =>
        Wizard.FindAll(selector).First(element => element.TextContent.Contains(words, StringComparison.Ordinal));
}
