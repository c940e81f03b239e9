using GiftCards.Core.Cards;
using GiftCards.Core.Disputes;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Disputes;

/// <summary>What a dispute does to a card that has a history: refunds, top-ups, holds, owners, another dispute.</summary>
public sealed class DisputedCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DisputeOutcome.Won, OrderStatus.PartiallyRefunded, 0)]
    [InlineData(DisputeOutcome.Lost, OrderStatus.Disputed, 3_000)]
    public async Task On_a_card_that_was_refunded_in_part_the_rest_falls_on_the_refunded_part(
        DisputeOutcome outcome, OrderStatus status, long loss)
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        await world.RefundAsync(TestWorld.StaffOf(merchant), card, 3_000);
        await world.SettleRefundsAsync();
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);

        var opened = await world.OpenDisputeAsync(dispute);
        var closed = await world.CloseDisputeAsync(dispute, outcome);

        // Of the commission of 500 the refund gave 150 back, so that no more than 350 is left to give.
        Assert.Equal(350, opened.Value.CommissionMinor);
        Assert.Equal(loss, closed.Value.LossMinor);
        Assert.Equal(status, (await world.OrderAsync()).Status);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task On_a_top_up_the_card_gives_it_and_keeps_what_others_paid()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        var topUp = (await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 5_000)).Value.Value;
        await world.PayAsync(topUp);
        var dispute = await world.DisputeOfAsync(topUp.Order.Id);
        await world.OpenDisputeAsync(dispute);

        await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost);

        Assert.Equal(10_000, (await world.RedeemAsync(merchant, card.Code!, 10_000)).Value.Value.AmountApplied.Minor);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task Two_disputes_of_one_card_keep_it_frozen_until_both_are_over()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        var first = await world.DisputeOfAsync((await world.OrderAsync()).Id, 4_000);
        var second = await world.DisputeOfAsync((await world.OrderAsync()).Id, 6_000, "dp_2");
        await world.OpenDisputeAsync(first);
        await world.OpenDisputeAsync(second);

        await world.CloseDisputeAsync(first, DisputeOutcome.Won);
        Assert.IsType<CardBlocked>((await world.RedeemAsync(merchant, card.Code!, 1_000)).Error);
        Assert.Equal(OrderStatus.Disputed, (await world.OrderAsync()).Status);
        await world.AssertBooksAsync();

        await world.CloseDisputeAsync(second, DisputeOutcome.Won);
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 1_000)).IsOk);
        Assert.Equal(OrderStatus.Fulfilled, (await world.OrderAsync()).Status);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_hold_stays_while_the_card_is_frozen_and_is_freed_when_the_dispute_is_lost()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = (await world.BuyAsync(merchant, 10_000))[0];
        var hold = (await world.HoldAsync(owner, card, 4_000)).Value.Value.Hold;
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);
        await world.OpenDisputeAsync(dispute);

        var captured = await world.Get<CaptureHoldHandler>().HandleAsync(owner, new CaptureHold(hold.Id, null), "capture", Token);
        Assert.IsType<CardBlocked>(captured.Error);
        await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost);

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(HoldStatus.Released, (await context.Holds.SingleAsync(Token)).Status);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Value_that_was_passed_on_is_frozen_too_and_gives_what_the_first_card_lacks(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        var card = (await world.BuyAsync(giving.Merchant, 10_000))[0];
        await giving.TakeAsync(giving.Ann, card);
        var claimed = (await giving.ClaimAsync(giving.Bob, await giving.BeginAsync(giving.Ann, card, 4_000))).Value.Value;
        var waiting = await giving.BeginAsync(giving.Ann, card, 1_000);
        await world.RedeemAsync(giving.Merchant, card.Code!, 3_000);
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);
        await world.OpenDisputeAsync(dispute);

        Assert.IsType<CardBlocked>((await giving.TransferAsync(giving.Bob, claimed.GiftCard.Id)).Error);
        Assert.IsType<CardBlocked>((await giving.ClaimAsync(giving.Bob, waiting)).Error);
        await world.AssertBooksAsync();
        var lost = await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost);

        Assert.Equal(3_000, lost.Value.LossMinor);
        Assert.Equal(0, await giving.TotalAsync());
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_platform_card_that_was_spent_is_the_platforms_loss(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.BuyPlatformCardAsync(10_000);
        await world.RedeemAsync(merchant, card.Code!, 4_000);
        var dispute = await world.DisputeOfAsync((await world.OrderAsync()).Id);

        var opened = await world.OpenDisputeAsync(dispute);
        var lost = await world.CloseDisputeAsync(dispute, DisputeOutcome.Lost);

        Assert.Equal((0, 4_000), (opened.Value.ReservedMinor, lost.Value.LossMinor));
        Assert.Equal(4_000, await world.StandingAsync(AccountKind.PlatformDisputeLosses));
        Assert.Equal(-3_800, await world.StandingAsync(AccountKind.MerchantPayable));
        await world.AssertBooksAsync();
    }
}
