using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Transfers;

/// <summary>Part of a card becomes a card of its own.</summary>
public sealed class SplitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_claimed_part_is_a_new_card_under_the_same_rules_with_the_same_end(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, s =>
        {
            s.ValidityDays = 90;
            s.MinimumPurchaseMinor = 500;
        });
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var begun = await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 4_000, message: "For your new flat");
        giving.World.Clock.Advance(TimeSpan.FromDays(5));

        var claimed = (await giving.ClaimAsync(giving.Bob, begun.Value.Value, "claim")).Value.Value;

        var (old, made) = (await giving.World.CardAsync(card.GiftCard.Id), await giving.World.CardAsync(claimed.GiftCard.Id));
        Assert.Equal((6_000, 0, 4_000), (old.BalanceMinor, old.HeldMinor, made.BalanceMinor));
        Assert.Equal((EntryType.TransferIn, 4_000), (claimed.Transaction.Type, claimed.Transaction.Amount.Minor));
        Assert.Equal((CardSource.Split, old.ExpiresAt, old.MinimumPurchaseMinor), (made.Source, made.ExpiresAt, made.MinimumPurchaseMinor));
        Assert.Equal((old.Design, "Ann Ames", "For your new flat"), (made.Design, made.GiverName, made.Message));
        Assert.Equal((giving.Bob.Person, giving.Ann.Person), (made.OwnerId, old.OwnerId));
        Assert.Equal((AccountKind.CardLiability, AccountKind.CardLiability, 4_000), (await giving.World.PostingsAsync(card))[^1]);
        var history = (await giving.World.Get<CardQueries>().TransactionsAsync(giving.Staff, card.GiftCard.Id, PageRequest.First, Token)).Value.Data;
        Assert.Equal((EntryType.TransferOut, -4_000, 6_000), (history[0].Type, history[0].Amount.Minor, history[0].BalanceAfter.Minor));
        var code = (await giving.InWalletAsync(giving.Bob, made.Id))!.Code!;
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, code, 4_000, 4_000)).IsOk);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 6_000, 6_000)).IsOk);
        Assert.Equal(claimed, (await giving.ClaimAsync(giving.Bob, begun.Value.Value, "claim")).Value.Value);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task While_a_part_waits_the_rest_can_be_spent_and_the_part_cannot(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var transfer = await giving.BeginAsync(giving.Ann, card, 4_000);
        var second = await giving.BeginAsync(giving.Ann, card, 1_000);

        Assert.IsType<InsufficientBalance>((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 5_001)).Error);
        Assert.IsType<InsufficientBalance>((await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 5_001)).Error);
        Assert.IsType<InsufficientBalance>((await giving.TransferAsync(giving.Ann, card.GiftCard.Id)).Error);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 5_000)).IsOk);
        await giving.World.AssertBooksAsync();

        Assert.True((await giving.WithdrawAsync(giving.Ann, second.Id)).IsOk);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 1_000)).IsOk);
        Assert.True((await giving.ClaimAsync(giving.Bob, transfer)).IsOk);
        Assert.Equal(CardStatus.FullyUsed, (await giving.World.CardAsync(card.GiftCard.Id)).Status);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task The_counter_can_neither_find_nor_free_what_waits_of_a_card()
    {
        await using var giving = await GivingWorld.StartAsync();
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var transfer = await giving.BeginAsync(giving.Ann, card, 4_000);
        var asHold = new HoldId(transfer.Id.Value);

        Assert.Equal(new NotFound(), (await giving.World.Get<HoldQueries>().GetAsync(giving.Staff, asHold, Token)).Error);
        Assert.Equal(
            new NotFound(), (await giving.World.Get<ReleaseHoldHandler>().HandleAsync(giving.Staff, new ReleaseHold(asHold), "r", Token)).Error);
        giving.World.Clock.Advance(Hold.UsualLifetime);
        await giving.World.ExpireAsync();
        Assert.Equal(6_000, (await giving.World.LookAsync(giving.Merchant, card)).Available.Minor);
        Assert.True((await giving.ClaimAsync(giving.Bob, transfer)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_card_that_is_spent_whole_is_not_split_and_all_of_it_is_the_card_itself()
    {
        await using var giving = await GivingWorld.StartAsync(settings: s => s.AllowPartialUse = false);
        var card = await giving.GiveAsync(giving.Ann, 10_000);

        Assert.IsType<PartialUseNotAllowed>((await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 9_999)).Error);
        Assert.IsType<AmountOutOfRange>((await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 0)).Error);
        Assert.IsType<CurrencyMismatch>((await giving.World.Get<TransferCardHandler>().HandleAsync(
            giving.Ann, new TransferCard(card.GiftCard.Id, null, new Money(10_000, Currency.Of("USD"))), "k", Token)).Error);
        var transfer = await giving.BeginAsync(giving.Ann, card, 10_000);
        Assert.Null(transfer.Amount);
        Assert.Equal(card.GiftCard.Id, (await giving.ClaimAsync(giving.Bob, transfer)).Value.Value.GiftCard.Id);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task The_end_of_the_card_ends_what_waits_of_it(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, s => s.ValidityDays = 10);
        var cancelled = await giving.GiveAsync(giving.Ann, 10_000);
        var expired = await giving.GiveAsync(giving.Ann, 10_000);
        var ended = await giving.BeginAsync(giving.Ann, cancelled, 4_000);
        var over = await giving.BeginAsync(giving.Ann, expired, 4_000);

        Assert.True((await giving.World.CancelAsync(giving.Staff, cancelled)).IsOk);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Ended), (await giving.ClaimAsync(giving.Bob, ended)).Error);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Ended), (await giving.WithdrawAsync(giving.Ann, ended.Id)).Error);
        giving.World.Clock.Set(over.ExpiresAt);
        await giving.World.ExpireAsync();

        Assert.Equal(TransferStatus.Expired, await giving.StatusAsync(giving.Ann, over.Id));
        Assert.Equal(0, await giving.TotalAsync());
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_part_of_a_bought_card_names_the_order_and_shows_the_buyer_nothing()
    {
        await using var giving = await GivingWorld.StartAsync();
        var placed = await giving.World.PlaceOrderAsync(giving.Merchant, 10_000, recipient: GivingWorld.AnnsAddress, buyer: giving.Bob);
        var bought = Assert.Single((await giving.World.PayAsync(placed)).Value.GiftCards).GiftCard.Id;
        var carl = await giving.AddPersonAsync("carl@mail.test");

        var part = await giving.TransferAsync(giving.Ann, bought, 4_000);
        var made = (await giving.ClaimAsync(carl, part.Value.Value)).Value.Value.GiftCard.Id;
        var whole = await giving.TransferAsync(giving.Ann, bought);
        Assert.True((await giving.ClaimAsync(carl, whole.Value.Value)).IsOk);

        await using var context = giving.World.Database.OpenAcrossMerchants();
        Assert.Equal(placed.Order.Id, (await context.Cards.SingleAsync(card => card.Id == made, Token)).OrderId);
        var order = (await giving.World.Get<OrderQueries>().GetAsync(giving.Bob, placed.Order.Id, Token)).Value;
        var seen = Assert.Single(order.GiftCards);
        Assert.Equal((bought, null, null, null), (seen.GiftCard.Id, seen.Code, seen.GiftPath, seen.GiftCard.Recipient));
        Assert.IsType<NotFound>((await giving.World.Get<GiftQueries>().CertificateAsync(giving.Bob, placed.Order.Id, bought, Token)).Error);
        Assert.Equal("%PDF"u8.ToArray(), (await giving.World.Get<GiftQueries>().CertificateAsync(carl, placed.Order.Id, made, Token)).Value.Pdf[..4]);
        var sent = (await giving.World.Get<WalletQueries>().ListAsync(giving.Bob, WalletSide.Sent, PageRequest.First, Token)).Value.Data;
        Assert.Null(Assert.Single(sent).Recipient);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_platform_card_is_passed_on_whole_and_in_part_in_the_platforms_book(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.World.BuyPlatformCardAsync(10_000);
        await giving.TakeAsync(giving.Ann, card);

        var part = await giving.BeginAsync(giving.Ann, card, 4_000);
        var made = (await giving.ClaimAsync(giving.Bob, part)).Value.Value.GiftCard;
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.PlatformCardLiability, 4_000)],
            await giving.World.LastPostedAsync());
        var whole = await giving.BeginAsync(giving.Ann, card);
        Assert.True((await giving.ClaimAsync(giving.Bob, whole)).IsOk);

        foreach (var id in new[] { made.Id, card.GiftCard.Id })
        {
            var bobs = (await giving.InWalletAsync(giving.Bob, id))!;
            Assert.StartsWith("GIFT-", bobs.Code, StringComparison.Ordinal);
            Assert.True((await giving.World.RedeemAsync(giving.Merchant, bobs.Code!, bobs.GiftCard.Balance.Minor)).IsOk);
        }

        Assert.NotEmpty(await giving.MailToAsync(GivingWorld.BobsAddress));
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Staff_see_on_the_card_what_its_holder_is_passing_on()
    {
        await using var giving = await GivingWorld.StartAsync();
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        await giving.BeginAsync(giving.Ann, card, 4_000);

        var desk = (await giving.World.Get<CardDeskQuery>().HandleAsync(giving.Staff, card.GiftCard.Id, PageRequest.First, Token)).Value;

        Assert.Equal((4_000, 4_000), (desk.PassingOn.Minor, desk.History.Data[0].Held!.Value.Minor));
        Assert.Empty(desk.Holds);
    }
}
