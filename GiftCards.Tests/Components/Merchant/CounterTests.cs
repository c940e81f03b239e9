using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Merchant;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Components.Merchant.CounterDesk;
using Shop = GiftCards.Core.Merchants.Merchant;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>What the counter tells of a card, and to whom it sells one.</summary>
public sealed class CounterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_usable_card_shows_its_balance_and_its_rules_in_words_and_asks_for_the_bill()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(settings => (settings.MinimumPurchaseMinor, settings.AllowMultipleServices) = (5_000, false));
        var card = await desk.World.IssueCardAsync(shop, 20_000);
        var counter = Show(desk);

        Check(counter, $"  {card.Code!.ToLowerInvariant().Replace('-', ' ')} ");

        counter.WaitForAssertion(() => Assert.Contains("AED\u00A0200.00", counter.Find(".counter-balance").TextContent));
        var rules = counter.Find(".counter-rules").TextContent;
        Assert.Contains("AED\u00A050.00 or more", rules);
        Assert.Contains("one service only", rules);
        Assert.Contains("Never expires", counter.Markup);
        Assert.True(Apply(counter).HasAttribute("disabled"));
        Assert.DoesNotContain(card.Code!, counter.Markup);
    }

    [Fact]
    public async Task A_card_that_cannot_be_used_is_refused_in_words_and_still_shown()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.RedeemAsync(shop, card.Code!, 10_000);
        var counter = Show(desk);

        Check(counter, card.Code!);

        counter.WaitForAssertion(() => Assert.Contains("has been spent", counter.Find("[role=alert]").TextContent));
        Assert.Contains(card.GiftCard.Last4, counter.Find(".counter-card").TextContent);
        Assert.Empty(counter.FindAll("#counter-bill"));
    }

    [Fact]
    public async Task Another_merchants_card_looks_like_no_card_at_all()
    {
        await using var desk = await OpenAsync();
        await desk.ShopAsync();
        var foreign = await desk.World.IssueCardAsync(await desk.World.AddMerchantAsync("other"), 10_000);
        var counter = Show(desk);

        Check(counter, foreign.Code!);

        counter.WaitForAssertion(() => Assert.Contains("There is no such card", counter.Find("[role=alert]").TextContent));
        Assert.Empty(counter.FindAll(".counter-card"));
    }

    [Fact]
    public async Task Whoever_tries_one_code_after_another_has_to_wait()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        var counter = Show(desk);
        for (var guess = 0; guess < 11; guess++)
        {
            Check(counter, $"TEST-AAAA-BBBB-CC{guess:00}");
            counter.WaitForAssertion(() => Assert.NotEmpty(counter.FindAll("#counter-refusal [role=alert]")));
        }

        Check(counter, card.Code!);

        counter.WaitForAssertion(() => Assert.Contains("too many attempts", counter.Find("[role=alert]").TextContent));
        Assert.Empty(counter.FindAll("#counter-bill"));
    }

    [Fact]
    public async Task A_cashier_may_not_sell_cards_and_a_manager_sells_one_however_often_is_pressed()
    {
        await using var cashier = await OpenAsync();
        await cashier.ShopAsync(role: StaffRole.Cashier);
        Assert.Empty(Show(cashier).FindAll(".choices"));

        await using var desk = await OpenAsync();
        await desk.ShopAsync();
        var counter = Show(desk);
        counter.FindAll(".choices .chip")[1].Click();
        counter.FindAll("fieldset .chip")[1].Click();
        await PressAsync(counter, 5);

        var code = counter.WaitForElement(".sold-code").TextContent.Trim();
        Assert.StartsWith("TEST-", code);
        await using var context = desk.World.Database.OpenAcrossMerchants();
        var card = await context.Cards.SingleAsync(Token);
        Assert.Equal((20_000L, CardSource.Counter), (card.BalanceMinor, card.Source));
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Right_to_left_texts_are_in_Arabic()
    {
        await using var desk = await OpenAsync("ar");
        await desk.ShopAsync();

        Assert.Contains("التحقق من البطاقة", Show(desk).Markup);
    }
}
