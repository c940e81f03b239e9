using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static GiftCards.Tests.Components.Merchant.CardBoardDesk;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>What staff do to a card on its page: one dialog for each deed.</summary>
public sealed class CardBoardTests
{
    [Fact]
    public async Task A_top_up_shows_the_new_balance_before_and_tells_it_afterwards()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var board = Show(desk, card);
        Choose(board, "Top up");

        var dialog = board.Find("dialog");
        Assert.Contains(card.GiftCard.Last4, dialog.TextContent);
        Assert.True(Button(board).HasAttribute("disabled"));
        board.Find("#load-amount").Input("25.50");
        Assert.Contains("AED\u00A0125.50", board.Find(".desk-total").TextContent);
        Assert.Equal("Top up AED\u00A025.50", Button(board).TextContent.Trim());
        board.FindAll("dialog .choice input")[1].Change("Card");
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("The balance is now AED\u00A0125.50", board.Find(".desk-notice").TextContent));
        Assert.Empty(board.FindAll("dialog"));
        Assert.Contains("AED\u00A0125.50", board.Find(".stat").TextContent);
        Assert.Contains("Bank card", board.Find("tbody tr").TextContent);
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Twenty_fast_presses_load_once()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var board = Show(desk, card);
        Choose(board, "Top up");
        board.Find("#load-amount").Input("10");

        await SendAsync(board, 20);

        board.WaitForAssertion(() => Assert.Empty(board.FindAll("dialog")));
        Assert.Equal(1_000, Assert.Single(await desk.LinesAsync(EntryType.Load)).AmountMinor);
    }

    [Fact]
    public async Task What_is_uncertain_is_kept_and_sent_again_without_harm()
    {
        await using var desk = await OpenAsync();
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var board = Show(desk, card);
        Choose(board, "Top up");
        board.Find("#load-amount").Input("10");
        desk.Faults.BreakNext("JOIN \"gift_card_settings\""); // What a load may be is looked up after the card.

        await SendAsync(board);
        board.WaitForAssertion(() => Assert.Contains("It is not known whether this went through", board.Find("dialog").TextContent));
        Assert.True(board.Find("dialog form > fieldset").HasAttribute("disabled"));
        Assert.Contains("safe", Button(board).TextContent);
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Empty(board.FindAll("dialog")));
        Assert.Single(await desk.LinesAsync(EntryType.Load));
    }

    [Fact]
    public async Task A_correction_beyond_the_limit_says_that_it_waits_for_a_second_person()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(settings => settings.AdjustmentLimitMinor = 5_000);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        var board = Show(desk, card);
        Choose(board, "Correct the balance");

        board.Find("#adjust-amount").Input("50");
        Assert.Empty(board.FindAll("dialog .alert"));
        board.FindAll("dialog .choice input")[1].Change("on");
        board.Find("#adjust-amount").Input("50.01");
        board.Find("#adjust-reason").Change(nameof(AdjustmentReason.Support));
        Assert.Contains("second person", board.Find("dialog .alert").TextContent);
        Assert.Contains("Balance once approved", board.Find(".desk-total").TextContent);
        Assert.Equal("Ask for approval", Button(board).TextContent.Trim());
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("waits for a second person", board.Find(".desk-notice").TextContent));
        Assert.Contains("/merchant/approvals", board.Find(".alert.tone-warn a").GetAttribute("href"));
        Assert.Equal(10_000, (await desk.World.LookAsync(shop, card)).Balance.Minor);
    }

    [Fact]
    public async Task A_card_is_blocked_and_unblocked_with_a_reason()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        var board = Show(desk, card);

        Choose(board, "Block the card");
        Assert.True(Button(board).HasAttribute("disabled"));
        board.Find("#desk-reason").Input("Reported lost");
        await SendAsync(board);
        board.WaitForAssertion(() => Assert.Contains("Blocked", board.Find(".badge").TextContent));
        Assert.Contains("Reported lost", board.Find("tbody tr").TextContent);
        Assert.DoesNotContain(Offered(board), text => text is "Top up" or "Hold for a booking" or "Block the card");

        Choose(board, "Unblock the card");
        board.Find("#desk-reason").Input("Found again");
        await SendAsync(board);
        board.WaitForAssertion(() => Assert.Contains("Active", board.Find(".badge").TextContent));
    }

    [Fact]
    public async Task Cancelling_says_what_is_lost_and_wants_to_be_confirmed()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.HoldAsync(TestWorld.StaffOf(shop), card, 4_000);
        var board = Show(desk, card);
        Choose(board, "Cancel the card");

        Assert.Contains("AED\u00A0100.00 is written off", board.Find("dialog").TextContent);
        Assert.Contains("AED\u00A040.00 that is held", board.Find("dialog").TextContent);
        board.Find("#desk-reason").Input("Sold twice");
        Assert.True(Button(board).HasAttribute("disabled"));
        board.Find("#cancel-confirm").Change(true);
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("Cancelled", board.Find(".badge").TextContent));
        Assert.Empty(board.FindAll(".desk-actions"));
        Assert.Empty(board.FindAll(".desk-holds"));
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task An_expired_card_gets_a_new_last_day_in_the_merchants_zone()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(zone: "Asia/Tokyo");
        var card = (await desk.World.Get<IssueCardHandler>().HandleAsync(
            TestWorld.StaffOf(shop),
            new IssueCard(new Money(10_000, shop.Currency), CardSource.Promotion)
            {
                ExpiresAt = desk.World.Clock.GetInstant() + TimeSpan.FromMinutes(5),
            },
            "issue",
            TestContext.Current.CancellationToken)).Value.Value;
        desk.World.Clock.Advance(TimeSpan.FromMinutes(6));
        await desk.World.ExpireAsync();
        var board = Show(desk, card);
        Choose(board, "Make valid again");

        Assert.Contains("AED\u00A0100.00", board.Find(".desk-total").TextContent);
        var last = Instants.LocalDay(desk.World.Clock.GetInstant(), shop.Zone).AddDays(30);
        board.Find("#reinstate-until").Change(last.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        board.Find("#desk-reason").Input("Was in hospital");
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("Active", board.Find(".badge").TextContent));
        var after = await desk.World.LookAsync(shop, card);
        Assert.Equal((10_000, Instants.StartOfDay(last.AddDays(1), shop.Zone)), (after.Balance.Minor, after.ExpiresAt!.Value));
    }

    [Fact]
    public async Task Value_is_held_listed_with_its_end_taken_in_part_and_released()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        var board = Show(desk, card);
        foreach (var amount in (string[])["30", "20"])
        {
            Choose(board, "Hold for a booking");
            board.Find("#hold-amount").Input(amount);
            await SendAsync(board);
            board.WaitForAssertion(() => Assert.Contains($"AED\u00A0{amount}.00 is held through 27 Nov 2026", board.Find(".desk-notice").TextContent));
        }

        Assert.Contains("AED\u00A050.00 available", board.Find(".stat").TextContent);
        Assert.Contains("through 27 Nov 2026", board.Find(".desk-holds").TextContent);
        board.FindAll(".desk-holds li").Single(hold => hold.TextContent.Contains("30.00")).QuerySelectorAll("button")[1].Click();
        Assert.Equal("30", board.Find("#capture-amount").GetAttribute("value"));
        board.Find("#capture-amount").Input("25");
        Assert.Contains("AED\u00A075.00", board.Find(".desk-total").TextContent);
        await SendAsync(board);
        board.WaitForAssertion(() => Assert.Contains("AED\u00A025.00 taken", board.Find(".desk-notice").TextContent));
        board.Find(".desk-holds li button").Click();
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("AED\u00A020.00 can be spent again", board.Find(".desk-notice").TextContent));
        Assert.Empty(board.FindAll(".desk-holds"));
        var after = await desk.World.LookAsync(shop, card);
        Assert.Equal((7_500, 7_500), (after.Balance.Minor, after.Available.Minor));
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_redemption_is_undone_from_its_line_in_parts_and_never_beyond()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.RedeemAsync(shop, card.Code!, 6_000);
        var board = Show(desk, card);

        board.Find(".desk-void button").Click();
        Assert.Equal("60", board.Find("#void-amount").GetAttribute("value"));
        board.Find("#void-amount").Input("60.01");
        board.Find("#desk-reason").Input("Wrong customer");
        await SendAsync(board);
        board.WaitForAssertion(() => Assert.Contains("AED\u00A060.00", board.Find("dialog .alert").TextContent));
        board.Find("#void-amount").Input("20");
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("AED\u00A020.00 given back", board.Find("tbody").TextContent));
        board.Find(".desk-void button").Click();
        Assert.Contains("Given back already", board.Find("dialog").TextContent);
        Assert.Equal("40", board.Find("#void-amount").GetAttribute("value"));
        board.Find("#desk-reason").Input("The rest");
        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Empty(board.FindAll(".desk-void button")));
        Assert.Equal([2_000, 4_000], (await desk.LinesAsync(EntryType.Void)).Select(line => line.AmountMinor).Order());
        await desk.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_cashier_may_hold_and_undo_the_own_last_sale_and_nothing_else()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync(role: StaffRole.Cashier);
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        await desk.World.RedeemAsync(shop, card.Code!, 1_000);
        desk.World.Clock.Advance(TimeSpan.FromMinutes(1));
        await desk.World.RedeemAsync(shop, card.Code!, 2_000, actor: new Actor.Staff(desk.User, shop.Id, StaffRole.Cashier));

        var board = Show(desk, card);
        Assert.Equal(["Hold for a booking"], Offered(board));
        Assert.Contains("20.00", Assert.Single(board.FindAll(".desk-void button")).GetAttribute("aria-label"));

        desk.World.Clock.Advance(VoidRedemptionHandler.CashiersWindow + TimeSpan.FromMicroseconds(1));
        Assert.Empty(Show(desk, card).FindAll(".desk-void button"));
    }

    [Fact]
    public async Task The_gift_is_sent_once_more_to_the_address_it_was_meant_for()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var plain = await desk.World.IssueCardAsync(shop, 10_000);
        Assert.DoesNotContain("Send the gift again", Offered(Show(desk, plain)));
        var gift = (await desk.World.Get<IssueCardHandler>().HandleAsync(
            TestWorld.StaffOf(shop),
            new IssueCard(new Money(10_000, shop.Currency), CardSource.Promotion) { Recipient = new Party("Rita", "rita@example.test") },
            "issue",
            TestContext.Current.CancellationToken)).Value.Value;
        var board = Show(desk, gift);
        Choose(board, "Send the gift again");

        Assert.Contains("rita@example.test", board.Find("dialog").TextContent);
        await SendAsync(board, 20);

        board.WaitForAssertion(() => Assert.Contains("on its way to rita@example.test", board.Find(".desk-notice").TextContent));
        await using var context = desk.World.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.Outbox.CountAsync(
            message => message.Type == OutboxTypes.GiftMailAgain, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_card_that_changed_meanwhile_is_refused_in_words_and_shown_anew_once_the_dialog_closes()
    {
        await using var desk = await OpenAsync();
        var shop = await desk.ShopAsync();
        var card = await desk.World.IssueCardAsync(shop, 10_000);
        var board = Show(desk, card);
        Choose(board, "Top up");
        board.Find("#load-amount").Input("10");
        await desk.World.BlockAsync(TestWorld.StaffOf(shop), card);

        await SendAsync(board);

        board.WaitForAssertion(() => Assert.Contains("blocked", board.Find("dialog .alert").TextContent));
        await board.Find("dialog").TriggerEventAsync("onclose", EventArgs.Empty);
        board.WaitForAssertion(() => Assert.Contains("Blocked", board.Find(".badge").TextContent));
    }

    [Fact]
    public async Task Every_deed_is_worded_in_Arabic()
    {
        await using var desk = await OpenAsync("ar");
        var card = await desk.World.IssueCardAsync(await desk.ShopAsync(), 10_000);
        var board = Show(desk, card);

        Choose(board, "تعبئة");
        Assert.Contains("المبلغ", board.Find("dialog").TextContent);
    }
}
