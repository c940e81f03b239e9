using Bunit;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Storefront.Buy;
using Xunit;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Storefront.Buy;

/// <summary>Paying, being refused, trying again, and what the buyer has at the end.</summary>
public sealed class BuyPaymentTests
{
    [Fact]
    public async Task A_paid_order_ends_with_the_card_and_its_code()
    {
        await using var page = await AtPaymentAsync("For me");

        await page.PayAsync(WizardPage.Succeeds);

        Assert.Equal("complete", page.Step);
        Assert.StartsWith("TEST-", page.Wizard.Find("[data-testid=card-code]").TextContent, StringComparison.Ordinal);
        Assert.Equal(1, await page.CardsAsync());
        Assert.Contains("Open the card", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("wallet", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("rita@example.test", false)]
    public async Task Who_is_signed_in_goes_from_a_card_of_their_own_to_their_wallet(string? recipient, bool expected)
    {
        await using var world = await TestWorld.StartAsync();
        await using var page = new PageContext();
        var bought = (await world.PayAsync(await world.PlaceOrderAsync(await world.AddMerchantAsync(), 10_000, recipient: recipient))).Value;
        var seller = (await world.Get<CatalogueQueries>().FindAsync("salon", TestContext.Current.CancellationToken))!;

        var step = page.Render<CompleteStep>(parameters => parameters
            .Add(complete => complete.Order, bought)
            .Add(complete => complete.Merchant, seller)
            .Add(complete => complete.IsSignedIn, true));

        var links = step.FindAll($"a[href='/wallet/{bought.GiftCards[0].GiftCard.Id}']");
        Assert.Equal(expected ? 1 : 0, links.Count);
    }

    [Fact]
    public async Task The_code_of_a_gift_that_is_mailed_to_somebody_else_is_not_shown_to_the_buyer()
    {
        await using var page = await WizardPage.OpenAsync();
        page.FillBuyer();
        page.Type("buy-recipientemail", "rita@example.test");
        await page.ProceedAsync();

        await page.PayAsync(WizardPage.Succeeds);

        Assert.Equal("complete", page.Step);
        Assert.Empty(page.Wizard.FindAll("[data-testid=card-code]"));
        Assert.Contains("rita@example.test", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WizardPage.Declines, "declined the payment")]
    [InlineData(WizardPage.HasNoFunds, "not enough money")]
    public async Task A_refused_card_is_told_in_words_and_the_next_one_pays_the_same_order(string number, string words)
    {
        await using var page = await AtPaymentAsync("For me");

        await page.PayAsync(number);
        Assert.Contains(words, page.Wizard.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(number, page.Wizard.Find("#buy-card-number").GetAttribute("value"));
        Assert.Equal(0, await page.CardsAsync());
        await page.PayAsync(WizardPage.Succeeds);

        Assert.Equal("complete", page.Step);
        Assert.Equal(OrderStatus.Fulfilled, Assert.Single(await page.OrdersAsync()).Status);
    }

    [Fact]
    public async Task The_banks_question_is_answered_with_no_and_then_with_yes()
    {
        await using var page = await AtPaymentAsync("For me");

        await page.PayAsync(WizardPage.AsksTheBank);
        Assert.NotNull(page.Wizard.Find("#buy-challenge"));
        await page.PressAsync("Reject");
        Assert.Contains("not confirmed", page.Wizard.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await page.CardsAsync());
        await page.PayAsync(WizardPage.AsksTheBank);
        await page.PressAsync("Approve");

        Assert.Equal("complete", page.Step);
        Assert.Equal(1, await page.CardsAsync());
    }

    [Fact]
    public async Task What_cannot_be_a_card_is_told_at_its_field()
    {
        await using var page = await AtPaymentAsync("For me");

        await page.PayAsync("4111 1111 1111 1111");

        Assert.Equal("payment", page.Step);
        Assert.NotEmpty(page.ErrorOf("buy-card-number"));
    }

    [Fact]
    public async Task Pressing_twice_orders_once_and_pays_once()
    {
        await using var page = await WizardPage.OpenAsync();
        page.FillBuyer();

        await page.PressTwiceAsync();
        Assert.Equal("payment", page.Step);
        page.Wizard.Find(".chip").Click();
        await page.PressTwiceAsync();
        Assert.Equal("complete", page.Step);

        Assert.Single(await page.OrdersAsync());
        Assert.Equal(1, await page.CardsAsync());
    }

    [Fact]
    public async Task Details_that_stay_the_same_keep_the_order_and_changed_ones_make_another()
    {
        await using var page = await AtPaymentAsync("For me");

        await page.PressAsync("Back to the details");
        await page.ProceedAsync();
        Assert.Single(await page.OrdersAsync());
        await page.PressAsync("Back to the details");
        page.Type("buy-quantity", "2");
        await page.ProceedAsync();

        var orders = await page.OrdersAsync();
        Assert.Equal([OrderStatus.Pending, OrderStatus.Cancelled], orders.Select(o => o.Status).Order());
    }

    [Fact]
    public async Task Giving_the_order_up_ends_it_and_keeps_what_was_typed()
    {
        await using var page = await AtPaymentAsync("For me");

        await page.PressAsync("Cancel the order");

        Assert.Equal("details", page.Step);
        Assert.Equal("Ben Buyer", page.Wizard.Find("#buy-buyername").GetAttribute("value"));
        Assert.Equal(OrderStatus.Cancelled, Assert.Single(await page.OrdersAsync()).Status);
    }

    [Fact]
    public async Task An_order_that_ran_out_is_told_and_can_be_placed_anew()
    {
        await using var page = await AtPaymentAsync("For me");
        await page.ExpireOrdersAsync();

        await page.PayAsync(WizardPage.Succeeds);
        Assert.Equal("details", page.Step);
        Assert.Contains("ran out", page.Text, StringComparison.Ordinal);
        await page.ProceedAsync();
        await page.PayAsync(WizardPage.Succeeds);

        Assert.Equal("complete", page.Step);
        Assert.Equal(1, await page.CardsAsync());
    }

    [Fact]
    public async Task A_guest_finds_the_order_again_by_the_token_that_the_browser_kept()
    {
        await using var page = await AtPaymentAsync("For me");

        await using var again = await page.ReloadAsync();
        Assert.Equal("payment", again.Step);
        await again.PayAsync(WizardPage.Succeeds);
        Assert.Equal("complete", again.Step);
        await again.PressAsync("Buy another card");

        Assert.Equal("details", again.Step);
        Assert.Single(await again.OrdersAsync());
    }

    [Fact]
    public async Task A_token_that_opens_nothing_begins_anew()
    {
        await using var page = await WizardPage.OpenAsync(kept: "nothing");

        Assert.Equal("details", page.Step);
    }

    private static async Task<WizardPage> AtPaymentAsync(string whom)
    {
        var page = await WizardPage.OpenAsync();
        page.Choose(whom);
        page.FillBuyer();
        await page.ProceedAsync();
        return page;
    }
}
