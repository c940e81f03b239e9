using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

/// <summary>Blocking, cancelling, expiring and reinstating: what may follow what, and where the value goes.</summary>
public sealed class CardLifeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_block_stops_use_and_unblocking_brings_the_status_before_back(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var untouched = await world.IssueCardAsync(merchant, 1_000);
        var part = await world.IssueCardAsync(merchant, 1_000);
        var used = await world.IssueCardAsync(merchant, 1_000);
        await world.RedeemAsync(merchant, part.Code!, 400);
        await world.RedeemAsync(merchant, used.Code!, 1_000);

        foreach (var (card, before) in new[]
        {
            (untouched, CardStatus.Active), (part, CardStatus.PartiallyUsed), (used, CardStatus.FullyUsed),
        })
        {
            var blocked = (await world.BlockAsync(owner, card)).Value.Value;
            Assert.Equal((EntryType.Block, CardStatus.Blocked, 0L), (blocked.Transaction.Type, blocked.GiftCard.Status, blocked.Transaction.Amount.Minor));
            Assert.Equal(new CardBlocked(), (await world.RedeemAsync(merchant, card.Code!, 1)).Error);
            Assert.Equal(new Conflict(), (await world.BlockAsync(owner, card)).Error);
            Assert.Equal(before, (await world.UnblockAsync(owner, card)).Value.Value.GiftCard.Status);
            Assert.Equal(new Conflict(), (await world.UnblockAsync(owner, card)).Error);
        }

        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_cancelled_card_is_written_off_and_its_code_forgotten(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);
        await world.RedeemAsync(merchant, card.Code!, 4_000);

        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var cancelled = (await world.CancelAsync(owner, card)).Value.Value;

        Assert.Equal((-6_000, CardStatus.Cancelled), (cancelled.Transaction.Amount.Minor, cancelled.GiftCard.Status));
        Assert.Equal((AccountKind.CardLiability, AccountKind.WriteOffs, 6_000), (await world.PostingsAsync(card))[^1]);
        Assert.Equal(new CardCancelled(), (await world.RedeemAsync(merchant, card.Code!, 1)).Error);
        Assert.Equal(new Conflict(), (await world.CancelAsync(owner, card)).Error);
        Assert.Equal(new CardCancelled(), (await world.BlockAsync(owner, card)).Error);
        Assert.Equal(new CardCancelled(), (await world.UnblockAsync(owner, card)).Error);
        Assert.Equal(new CardCancelled(), (await world.ReinstateAsync(owner, card, world.Clock.GetInstant().AddDays(1))).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Null((await context.Cards.SingleAsync(c => c.Id == card.GiftCard.Id, Token)).EncryptedCode);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_cancel_and_a_redemption_at_once_leave_right_books(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 10_000);

        var cancel = Task.Run(() => world.CancelAsync(owner, card), Token);
        var sales = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => world.RedeemAsync(merchant, card.Code!, 100), Token)));
        var cancelled = await cancel;

        Assert.True(cancelled.IsOk || cancelled.Error is Conflict);
        Assert.All(sales, sale => Assert.True(sale.IsOk || sale.Error is CardCancelled, sale.Error?.Code));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_is_left_at_the_end_becomes_breakage_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var untouched = await world.IssueCardAsync(merchant, 1_000);
        var part = await world.IssueCardAsync(merchant, 1_000);
        var blocked = await world.IssueCardAsync(merchant, 1_000);
        var used = await world.IssueCardAsync(merchant, 1_000);
        await world.RedeemAsync(merchant, part.Code!, 400);
        await world.RedeemAsync(merchant, used.Code!, 1_000);
        await world.BlockAsync(owner, blocked);

        world.Clock.Set(untouched.GiftCard.ExpiresAt!.Value - TimeSpan.FromMicroseconds(1));
        Assert.Equal(0, await world.Get<ExpireCardsHandler>().HandleAsync(Token));
        world.Clock.Set(untouched.GiftCard.ExpiresAt!.Value);
        var found = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => world.Get<ExpireCardsHandler>().HandleAsync(Token), Token)));
        await world.ExpireAsync();

        Assert.All(found, due => Assert.InRange(due, 0, 2));
        Assert.Equal((AccountKind.CardLiability, AccountKind.Breakage, 1_000), Assert.Single((await world.PostingsAsync(untouched)).Skip(1)));
        Assert.Equal((AccountKind.CardLiability, AccountKind.Breakage, 600), (await world.PostingsAsync(part))[^1]);
        Assert.Equal(CardStatus.Blocked, (await world.LookAsync(merchant, blocked)).Status);
        Assert.Equal(CardStatus.FullyUsed, (await world.LookAsync(merchant, used)).Status);
        await world.UnblockAsync(owner, blocked);
        await world.ExpireAsync();
        Assert.Equal(0, (await world.LookAsync(merchant, blocked)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task An_expiry_that_is_stopped_midway_goes_on_where_it_was(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 1);
        for (var i = 0; i < 120; i++)
        {
            await world.IssueCardAsync(merchant, 100);
        }

        world.Clock.Advance(TimeSpan.FromDays(3));
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var running = Task.Run(() => world.Get<ExpireCardsHandler>().HandleAsync(stop.Token), Token);
            await stop.CancelAsync();
            await Record.ExceptionAsync(() => running);
        }

        await world.AssertBooksAsync();
        await world.ExpireAsync();

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(120, await context.Cards.CountAsync(card => card.Status == CardStatus.Expired, Token));
        Assert.Equal(120, await context.CardTransactions.CountAsync(row => row.Type == EntryType.Expire, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_reinstated_card_has_exactly_what_its_expiry_took(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 1_000);
        await world.RedeemAsync(merchant, card.Code!, 400);
        var until = world.Clock.GetInstant().AddDays(100);

        Assert.Equal(new Conflict(), (await world.ReinstateAsync(owner, card, until)).Error);
        world.Clock.Advance(TimeSpan.FromDays(11));
        var back = (await world.ReinstateAsync(owner, card, until)).Value.Value;

        Assert.Equal((600, CardStatus.PartiallyUsed), (back.GiftCard.Balance.Minor, back.GiftCard.Status));
        Assert.Equal(until, back.GiftCard.ExpiresAt);
        Assert.Equal(
            [(AccountKind.Breakage, AccountKind.CardLiability, 600L), (AccountKind.CardLiability, AccountKind.Breakage, 600L)],
            (await world.PostingsAsync(card)).Skip(2).OrderBy(posting => posting.Debit.ToString(), StringComparer.Ordinal));
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 100)).IsOk);
        world.Clock.Set(until);
        await world.ExpireAsync();
        Assert.Equal(500, (await world.ReinstateAsync(owner, card, until.AddDays(1))).Value.Value.GiftCard.Balance.Minor);
        Assert.IsType<InvalidRequest>((await world.ReinstateAsync(owner, card, until)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_card_is_reinstated_whatever_is_voided_at_the_same_moment(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 10);
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 1_000);
        var sale = (await world.RedeemAsync(merchant, card.Code!, 400)).Value.Value.Transaction.Id;
        world.Clock.Advance(TimeSpan.FromDays(11));
        var until = world.Clock.GetInstant().AddDays(100);

        var voids = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => world.VoidAsync(owner, sale, new Money(10, merchant.Currency)), Token)).ToList();
        var reinstated = await Task.Run(() => world.ReinstateAsync(owner, card, until), Token);
        await Task.WhenAll(voids);

        Assert.Null(reinstated.Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task The_code_of_an_expired_card_is_forgotten_after_a_year()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 1);
        await world.IssueCardAsync(merchant, 1_000);
        world.Clock.Advance(TimeSpan.FromDays(10));
        await world.ExpireAsync();

        Assert.Equal(0, await world.Get<ExpireCardsHandler>().ForgetCodesAsync(Token));
        world.Clock.Advance(TimeSpan.FromDays(365));
        Assert.Equal(1, await world.Get<ExpireCardsHandler>().ForgetCodesAsync(Token));
        Assert.Equal(0, await world.Get<ExpireCardsHandler>().ForgetCodesAsync(Token));
    }

    [Fact]
    public async Task Each_action_needs_its_right_a_reason_and_a_card_of_ones_own()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var other = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        var cashier = TestWorld.StaffOf(merchant, StaffRole.Cashier);
        var card = await world.IssueCardAsync(merchant, 1_000);
        var later = world.Clock.GetInstant().AddDays(1);

        Assert.Equal(new Forbidden(), (await world.BlockAsync(cashier, card)).Error);
        Assert.Equal(new Forbidden(), (await world.UnblockAsync(cashier, card)).Error);
        Assert.Equal(new Forbidden(), (await world.CancelAsync(cashier, card)).Error);
        Assert.Equal(new Forbidden(), (await world.ReinstateAsync(cashier, card, later)).Error);
        Assert.Equal(new NotFound(), (await world.BlockAsync(other, card)).Error);
        Assert.Equal(new NotFound(), (await world.UnblockAsync(other, card)).Error);
        Assert.Equal(new NotFound(), (await world.CancelAsync(other, card)).Error);
        Assert.Equal(new NotFound(), (await world.ReinstateAsync(other, card, later)).Error);
        var handler = world.Get<BlockCardHandler>();
        var silent = await handler.HandleAsync(TestWorld.StaffOf(merchant), new BlockCard(card.GiftCard.Id, " "), "k", Token);
        Assert.Equal(new InvalidRequest("reason", InvalidReason.Required), silent.Error);
        var keyless = await handler.HandleAsync(TestWorld.StaffOf(merchant), new BlockCard(card.GiftCard.Id, "Lost"), null, Token);
        Assert.Equal(new IdempotencyKeyRequired(), keyless.Error);
        await world.AssertBooksAsync();
    }
}
