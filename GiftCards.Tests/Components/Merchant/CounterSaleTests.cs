using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Xunit;
using static GiftCards.Tests.Components.Merchant.CounterDesk;
using Shop = GiftCards.Core.Merchants.Merchant;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>Sales at the counter: what the card pays, once, what the receipt tells, and how one is undone.</summary>
public sealed class CounterSaleTests
{
    [Fact]
    public async Task The_amount_follows_the_bill_up_to_the_balance_until_the_cashier_changes_it()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill");

        counter.Find("#counter-bill").Input("150");
        Assert.Equal("100", counter.Find("#counter-amount").GetAttribute("value"));
        Assert.Contains("AED\u00A050.00", counter.Find(".counter-due").TextContent);

        counter.Find("#counter-amount").Input("30");
        counter.Find("#counter-bill").Input("70");
        Assert.Equal("30", counter.Find("#counter-amount").GetAttribute("value"));
        Assert.Contains("AED\u00A040.00", counter.Find(".counter-due").TextContent);
    }

    [Fact]
    public async Task The_receipt_tells_what_the_card_paid_what_is_left_and_when()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.AddServiceAsync(shop, "cut", "Haircut", 45, 15_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-service").Change("cut");

        Assert.Equal("150", counter.Find("#counter-bill").GetAttribute("value"));
        Submit(counter);

        var receipt = counter.WaitForElement(".receipt").TextContent;
        Assert.Contains("Haircut", receipt);
        Assert.Contains("45 min", receipt);
        Assert.Contains($"•••• {card.GiftCard.Last4}", receipt);
        Assert.Contains("AED\u00A0150.00", receipt);
        Assert.Contains("AED\u00A0\u2212100.00", receipt);
        Assert.Contains("AED\u00A050.00", receipt);
        Assert.Contains("AED\u00A00.00", receipt);
        Assert.Contains("(Dubai)", receipt);
        Assert.Contains((await desk.RedemptionsAsync()).Single().Id.ToString(), receipt);
        Assert.DoesNotContain(card.Code!, counter.Markup);

        counter.Find(".receipt .button-primary").Click();
        Assert.Equal("", counter.WaitForElement("#counter-code").GetAttribute("value"));
    }

    [Fact]
    public async Task Twenty_fast_presses_redeem_once()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill").Input("20");

        await PressAsync(counter, 20);

        counter.WaitForElement(".receipt");
        var redemption = Assert.Single(await desk.RedemptionsAsync());
        Assert.Equal(-2_000, redemption.AmountMinor);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task An_uncertain_call_keeps_the_sale_and_pressing_again_pays_once(bool isWritten, int alreadyWritten)
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill").Input("20");

        var lost = new IOException("The connection to the database was lost.");
        (desk.Writer.FailsBefore, desk.Writer.FailsAfter) = isWritten ? ((Exception?)null, lost) : (lost, null);
        Submit(counter);

        counter.WaitForAssertion(() => Assert.Contains("It is not known whether the card has paid", counter.Markup));
        Assert.Equal(alreadyWritten, (await desk.RedemptionsAsync()).Count);
        Assert.True(counter.Find("form fieldset").HasAttribute("disabled"));
        Assert.Contains("safe", Apply(counter).TextContent);

        Submit(counter);

        Assert.Contains("AED\u00A080.00", counter.WaitForElement(".receipt").TextContent);
        Assert.Single(await desk.RedemptionsAsync());
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_refused_redemption_names_the_limit_and_lets_the_cashier_go_on()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(settings => settings.MinimumPurchaseMinor = 5_000);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill").Input("20");

        Submit(counter);
        counter.WaitForAssertion(() => Assert.Contains("at least AED\u00A050.00", counter.Find("[role=alert]").TextContent));

        counter.Find("#counter-bill").Input("60");
        Submit(counter);
        counter.WaitForElement(".receipt");
        Assert.Equal(-6_000, Assert.Single(await desk.RedemptionsAsync()).AmountMinor);
    }

    [Fact]
    public async Task A_one_time_QR_pays_and_an_ended_one_keeps_the_bill_for_the_next()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var counter = Show(desk);
        Check(counter, await desk.World.QrOfAsync(card));
        counter.WaitForElement("#counter-bill").Input("25");
        desk.World.Clock.Advance(TimeSpan.FromSeconds(61));

        Submit(counter);
        counter.WaitForAssertion(() => Assert.Contains("QR is no longer good", counter.Markup));
        Assert.Empty(await desk.RedemptionsAsync());

        Check(counter, await desk.World.QrOfAsync(card));
        Assert.Equal("25", counter.WaitForElement("#counter-bill").GetAttribute("value"));
        Submit(counter);
        counter.WaitForElement(".receipt");
        Assert.Single(await desk.RedemptionsAsync());
    }

    [Theory]
    [InlineData("JPY", "Asia/Tokyo", "1500", 1_500L, "JPY\u00A01,500")]
    [InlineData("KWD", "Asia/Kuwait", "1.250", 1_250L, "KWD\u00A01.250")]
    public async Task Amounts_have_the_digits_of_their_currency(string currency, string zone, string typed, long minor, string shown)
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(null, currency, zone);
        var card = await desk.World.IssueCardAsync(shop, 5_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill").Input(typed);

        Submit(counter);

        Assert.Contains(shown, counter.WaitForElement(".receipt").TextContent);
        Assert.Equal(-minor, Assert.Single(await desk.RedemptionsAsync()).AmountMinor);
    }

    [Fact]
    public async Task A_cashier_undoes_the_own_last_sale_at_the_counter_for_a_quarter_of_an_hour()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(role: StaffRole.Cashier);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        Assert.Empty(Show(desk).FindAll(".last-sale"));
        await desk.World.RedeemAsync(shop, card.Code!, 2_000, actor: new Actor.Staff(desk.User, shop.Id, StaffRole.Cashier));
        await desk.World.RedeemAsync(shop, card.Code!, 3_000);
        var counter = Show(desk);

        Assert.Contains("AED\u00A020.00", counter.Find(".last-sale").TextContent);
        counter.Find(".last-sale button").Click();
        Assert.Contains(card.GiftCard.Last4, counter.Find("dialog").TextContent);
        Assert.Contains("AED\u00A070.00", counter.Find("dialog .desk-total").TextContent);
        counter.Find("dialog .chip").Click();
        await counter.Find("dialog form").SubmitAsync();

        counter.WaitForAssertion(() => Assert.Contains("AED\u00A020.00 given back", counter.Find(".desk-notice").TextContent));
        Assert.Empty(counter.FindAll(".last-sale"));
        await desk.World.RedeemAsync(shop, card.Code!, 1_000, actor: new Actor.Staff(desk.User, shop.Id, StaffRole.Cashier));
        Assert.Single(Show(desk).FindAll(".last-sale"));
        desk.World.Clock.Advance(VoidRedemptionHandler.CashiersWindow + TimeSpan.FromMicroseconds(1));
        Assert.Empty(Show(desk).FindAll(".last-sale"));
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_receipt_is_neither_printed_nor_mailed_once_its_sale_is_undone_and_the_days_list_says_so()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var counter = Show(desk);
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill").Input("30");
        Submit(counter);
        counter.WaitForElement(".receipt [data-print]");
        Assert.NotEmpty(counter.FindAll("#receipt-email"));

        await UndoAsync(counter);

        counter.WaitForAssertion(() => Assert.Contains("Given back to the card", counter.Find("#receipt-title").TextContent));
        Assert.Empty(counter.FindAll("[data-print], #receipt-email"));
        await counter.Find(".receipt .button-primary").ClickAsync();
        counter.WaitForAssertion(() => Assert.Contains("Sales: 1", counter.Find(".own-sales").TextContent));
        Check(counter, card.Code!);
        counter.WaitForElement("#counter-bill").Input("20");
        Submit(counter);
        await counter.WaitForElement(".receipt .button-primary").ClickAsync();
        counter.WaitForElement(".last-sale");
        await UndoAsync(counter);
        counter.WaitForAssertion(() => Assert.Equal(2, counter.FindAll(".own-sales li .small").Count));
        await desk.World.AssertBooksAsync();
    }
}
