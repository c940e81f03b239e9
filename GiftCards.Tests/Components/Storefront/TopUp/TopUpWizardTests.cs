using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Orders;
using GiftCards.Tests.Components.Storefront.Buy;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Storefront.TopUp;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Seller = GiftCards.Core.Merchants.Merchant;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Storefront.TopUp;

/// <summary>Topping a card up on its page, as somebody who has just typed the card's code.</summary>
public sealed class TopUpWizardTests : IAsyncDisposable
{
    private TestWorld world = null!;
    private PageContext page = null!;
    private Seller merchant = null!;
    private IssuedCard card = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await page.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task An_amount_is_chosen_paid_and_on_the_card()
    {
        var wizard = await OpenAsync();
        Assert.DoesNotContain("77.00", wizard.Markup, StringComparison.Ordinal);
        Assert.Empty(wizard.FindAll("#buy-quantity"));
        var validity = wizard.FindAll("dl.facts dd").Select(fact => fact.TextContent.Trim()).ToList();
        Assert.Contains($"•••• {card.GiftCard.Last4}", validity);
        Assert.Contains(validity, text => text.Contains("18 Feb 2027", StringComparison.Ordinal));
        Assert.Contains(validity, text => text.Contains("20 Feb 2027", StringComparison.Ordinal));

        await ProceedAsync(wizard);
        await PayAsync(wizard, WizardPage.Succeeds);

        Assert.Equal("complete", StepOf(wizard));
        Assert.Contains("the card is topped up", wizard.Markup, StringComparison.Ordinal);
        Assert.Contains("20 Feb 2027", wizard.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("277.00", wizard.Markup, StringComparison.Ordinal);
        Assert.Equal(27_700, (await world.LookAsync(merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_declined_payment_may_be_tried_again()
    {
        var wizard = await OpenAsync();
        await ProceedAsync(wizard);

        await PayAsync(wizard, WizardPage.Declines);
        Assert.Contains("declined", wizard.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await PayAsync(wizard, WizardPage.Succeeds);

        Assert.Equal("complete", StepOf(wizard));
        Assert.Equal(27_700, (await world.LookAsync(merchant, card)).Balance.Minor);
    }

    [Fact]
    public async Task An_amount_outside_the_limits_is_told_at_its_field()
    {
        var wizard = await OpenAsync();
        wizard.FindAll("fieldset#buy-amount label.choice input")[^1].Change(true);
        wizard.Find("#buy-own-amount").Input("5");
        FillBuyer(wizard);

        await wizard.Find("form").SubmitAsync();

        Assert.Equal("details", StepOf(wizard));
        Assert.Contains("AED", wizard.Find("#buy-amount-error").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(wizard.FindAll("#buy-summary a"));
    }

    [Fact]
    public async Task When_the_card_was_blocked_meanwhile_the_page_says_that_the_money_goes_back()
    {
        var wizard = await OpenAsync();
        await ProceedAsync(wizard);
        await world.BlockAsync(TestWorld.StaffOf(merchant), card);

        await PayAsync(wizard, WizardPage.Succeeds);

        Assert.Equal("details", StepOf(wizard));
        Assert.Contains("goes back", wizard.Find(".buy-notice").TextContent, StringComparison.Ordinal);
        await world.AssertBooksAsync();
    }

    private static string StepOf(IRenderedComponent<TopUpWizard> wizard) => wizard.Find(".buy").GetAttribute("data-step")!;

    private static void FillBuyer(IRenderedComponent<TopUpWizard> wizard)
    {
        wizard.Find("#buy-buyername").Input("Ben Buyer");
        wizard.Find("#buy-buyeremail").Input("ben@example.test");
    }

    private static async Task ProceedAsync(IRenderedComponent<TopUpWizard> wizard)
    {
        FillBuyer(wizard);
        await wizard.Find("form").SubmitAsync();
        wizard.WaitForState(() => StepOf(wizard) == "payment");
    }

    private static async Task PayAsync(IRenderedComponent<TopUpWizard> wizard, string number)
    {
        wizard.Find("#buy-card-number").Input(number);
        wizard.Find("#buy-card-expiry").Input("12/34");
        wizard.Find("#buy-card-cvc").Input("123");
        await wizard.Find("form").SubmitAsync();
    }

    private async Task<IRenderedComponent<TopUpWizard>> OpenAsync()
    {
        world = await TestWorld.StartAsync(configure: services => services.AddGiftCardsAccess(new RateLimitOptions(1)));
        merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 90);
        card = await world.IssueCardAsync(merchant, 7_700);
        world.Clock.Advance(TimeSpan.FromDays(2));
        page = new PageContext("en");
        var module = page.JSInterop.SetupModule("./js/buy.js");
        module.Mode = JSRuntimeMode.Loose;
        module.Setup<string?>("recall", _ => true).SetResult(null);
        page.Services.AddSingleton(world.Get<TopUpQueries>());
        WizardPage.Serve(page, world, new SlowVisitor());
        var ticket = await world.Get<TopUpQueries>().TicketAsync(card.Code!, Token);
        var wizard = page.Render<TopUpWizard>(parameters => parameters.Add(w => w.Ticket, ticket).Add(w => w.Address, "127.0.0.1"));
        wizard.WaitForState(() => wizard.Find(".buy").GetAttribute("data-ready") == "true");
        return wizard;
    }
}
