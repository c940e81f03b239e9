using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Transfers;

/// <summary>A whole card goes from one person to another.</summary>
public sealed class TransferCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_claimed_card_has_a_new_owner_and_a_new_code_and_the_old_copies_are_dead(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, s => s.ValidityDays = 90);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        await giving.World.RedeemAsync(giving.Merchant, card.Code!, 3_000);
        var before = await giving.World.CardAsync(card.GiftCard.Id);
        var (link, qr) = (GiftLink.TokenFor(before, giving.World.Protector), await giving.World.QrOfAsync(card));

        var transfer = await giving.BeginAsync(giving.Ann, card);
        var claimed = (await giving.ClaimAsync(giving.Bob, transfer)).Value.Value;

        Assert.Equal((EntryType.TransferIn, 0, 7_000), (claimed.Transaction.Type, claimed.Transaction.Amount.Minor, claimed.GiftCard.Balance.Minor));
        Assert.Equal(before.ExpiresAt, claimed.GiftCard.ExpiresAt);
        Assert.Null(await giving.InWalletAsync(giving.Ann, card.GiftCard.Id));
        var bobs = (await giving.InWalletAsync(giving.Bob, card.GiftCard.Id))!;
        Assert.NotEqual(card.Code, bobs.Code);
        Assert.Equal(new CardNotFound(), (await giving.World.RedeemAsync(giving.Merchant, card.Code!, 1)).Error);
        Assert.Equal(new CardNotFound(), (await giving.World.RedeemAsync(giving.Merchant, qr, 1)).Error);
        Assert.IsType<NotFound>((await giving.World.Get<GiftQueries>().FindAsync(giving.Ann, link, Token)).Error);
        Assert.IsType<NotFound>((await giving.World.Get<GiftQueries>().CertificateAsync(link, Token)).Error);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, bobs.Code!, 3_000)).IsOk);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, (await giving.InWalletAsync(giving.Bob, card.GiftCard.Id))!.Qr!, 4_000)).IsOk);
        Assert.Equal(TransferStatus.Claimed, await giving.StatusAsync(giving.Ann, transfer.Id));
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_card_in_transfer_cannot_be_spent_and_can_when_it_is_back(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var qr = await giving.World.QrOfAsync(card);

        var transfer = await giving.BeginAsync(giving.Ann, card);
        Assert.Equal(new CardInTransfer(), (await giving.World.RedeemAsync(giving.Merchant, card.Code!, 1)).Error);
        Assert.Equal(new CardInTransfer(), (await giving.World.RedeemAsync(giving.Merchant, qr, 1)).Error);
        Assert.Equal(new CardInTransfer(), (await giving.World.HoldAsync(giving.Staff, card, 1)).Error);
        Assert.Equal(new CardInTransfer(), (await giving.World.LoadAsync(giving.Staff, card, 1_000)).Error);
        Assert.Equal(new CardInTransfer(), (await giving.TransferAsync(giving.Ann, card.GiftCard.Id)).Error);
        Assert.Equal(new CardInTransfer(), (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 100)).Error);
        Assert.Equal(
            new CardInTransfer(),
            (await giving.World.Get<CardQueries>().ValidateAsync(giving.Staff, card.Code!, Token)).Value.Reason);
        var seen = (await giving.InWalletAsync(giving.Ann, card.GiftCard.Id))!;
        Assert.True(seen.GiftCard.IsInTransfer);
        Assert.Null(seen.Qr);
        await giving.World.AssertBooksAsync();

        Assert.True((await giving.WithdrawAsync(giving.Ann, transfer.Id)).IsOk);

        Assert.Equal(new TransferNotWaiting(TransferStatus.Withdrawn), (await giving.ClaimAsync(giving.Bob, transfer)).Error);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Withdrawn), (await giving.WithdrawAsync(giving.Ann, transfer.Id)).Error);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 10_000)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task What_nobody_accepts_in_30_days_is_its_senders_again(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, s => s.ValidityDays = 365);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var late = await giving.GiveAsync(giving.Ann, 5_000);
        var transfer = await giving.BeginAsync(giving.Ann, card);
        giving.World.Clock.Advance(TimeSpan.FromSeconds(1));
        var inTime = await giving.BeginAsync(giving.Ann, late);
        Assert.Equal(transfer.CreatedAt.AddDays(30), transfer.ExpiresAt);

        giving.World.Clock.Set(transfer.ExpiresAt);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Expired), (await giving.ClaimAsync(giving.Bob, transfer)).Error);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Expired), (await giving.WithdrawAsync(giving.Ann, transfer.Id)).Error);
        Assert.True((await giving.ClaimAsync(giving.Bob, inTime)).IsOk);
        Assert.Equal(1, await giving.World.Get<ExpireTransfersHandler>().HandleAsync(Token));
        Assert.Equal(0, await giving.World.Get<ExpireTransfersHandler>().HandleAsync(Token));

        Assert.Equal(TransferStatus.Expired, await giving.StatusAsync(giving.Ann, transfer.Id));
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 10_000)).IsOk);
        var told = (await giving.MailToAsync(GivingWorld.AnnsAddress)).Select(mail => mail.Subject).ToList();
        Assert.Contains("Your Merchant salon gift is back with you", told);
        Assert.Contains("Your Merchant salon gift was accepted", told);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_card_that_cannot_be_used_cannot_be_passed_on_and_says_why()
    {
        await using var giving = await GivingWorld.StartAsync(settings: s => s.ValidityDays = 10);
        var blocked = await giving.GiveAsync(giving.Ann, 10_000);
        var frozen = await giving.GiveAsync(giving.Ann, 10_000);
        var used = await giving.GiveAsync(giving.Ann, 10_000);
        var held = await giving.GiveAsync(giving.Ann, 10_000);
        var cancelled = await giving.GiveAsync(giving.Ann, 10_000);
        await giving.World.BlockAsync(giving.Staff, blocked);
        await FreezeAsync(giving.World, frozen.GiftCard.Id);
        await giving.World.RedeemAsync(giving.Merchant, used.Code!, 10_000);
        await giving.World.HoldAsync(giving.Staff, held, 100);
        await giving.World.CancelAsync(giving.Staff, cancelled);

        Assert.Equal(new CardBlocked(), await RefusalAsync(giving, blocked));
        Assert.Equal(new CardBlocked(), await RefusalAsync(giving, frozen));
        Assert.Equal(new CardFullyUsed(), await RefusalAsync(giving, used));
        Assert.Equal(new CardCancelled(), await RefusalAsync(giving, cancelled));
        Assert.Equal(new InsufficientBalance(new Money(9_900, giving.Merchant.Currency)), await RefusalAsync(giving, held));
        giving.World.Clock.Advance(TimeSpan.FromDays(11));
        Assert.IsType<CardExpired>(await RefusalAsync(giving, held));
        await FreezeAsync(giving.World, frozen.GiftCard.Id, false);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task A_card_for_one_service_goes_whole_until_it_was_used()
    {
        await using var giving = await GivingWorld.StartAsync(settings: s => s.AllowMultipleServices = false);
        var fresh = await giving.GiveAsync(giving.Ann, 10_000);
        var served = await giving.GiveAsync(giving.Ann, 10_000);
        await giving.World.RedeemAsync(giving.Merchant, served.Code!, 1_000);

        Assert.Equal(new SingleServiceOnly(), (await giving.TransferAsync(giving.Ann, fresh.GiftCard.Id, 5_000)).Error);
        Assert.Equal(new SingleServiceOnly(), await RefusalAsync(giving, served));
        var transfer = await giving.BeginAsync(giving.Ann, fresh);
        Assert.True((await giving.ClaimAsync(giving.Bob, transfer)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Only_the_owner_passes_a_card_on_and_never_to_themselves()
    {
        await using var giving = await GivingWorld.StartAsync();
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var nobodys = await giving.World.IssueCardAsync(giving.Merchant, 10_000);

        Assert.Equal(new NotFound(), (await giving.TransferAsync(giving.Bob, card.GiftCard.Id)).Error);
        Assert.Equal(new NotFound(), (await giving.TransferAsync(giving.Ann, nobodys.GiftCard.Id)).Error);
        Assert.Equal(new Unauthenticated(), (await giving.TransferAsync(new Actor.Anonymous("::1"), card.GiftCard.Id)).Error);
        Assert.Equal(new OwnTransfer(), (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, toEmail: " ANN@mail.test".Trim())).Error);
        Assert.IsType<InvalidRequest>((await giving.TransferAsync(giving.Ann, card.GiftCard.Id, toEmail: "a@b.example,c@d.example")).Error);
        Assert.Equal(new IdempotencyKeyRequired(), (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, key: "")).Error);
        var transfer = await giving.BeginAsync(giving.Ann, card);
        Assert.Equal(new OwnTransfer(), (await giving.ClaimAsync(giving.Ann, transfer)).Error);
        Assert.Equal(new NotFound(), (await giving.WithdrawAsync(giving.Bob, transfer.Id)).Error);
        Assert.Equal(new Unauthenticated(), (await giving.ClaimAsync(new Actor.Anonymous("::1"), transfer)).Error);
        Assert.Equal(new NotFound(), (await giving.ClaimAsync(giving.Bob, ClaimCode.Generate().Display)).Error);
        Assert.Equal(new ClaimCodeMalformed(), (await giving.ClaimAsync(giving.Bob, card.Code!)).Error);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_repeated_call_is_told_its_first_answer_and_a_second_claim_is_refused(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        var eve = await giving.AddPersonAsync("eve@mail.test");

        var begun = await giving.TransferAsync(giving.Ann, card.GiftCard.Id, key: "begin");
        Assert.Equal(begun.Value with { IsReplay = true }, (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, key: "begin")).Value);
        Assert.Equal(new IdempotencyKeyReused(), (await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 100, key: "begin")).Error);
        var claimed = await giving.ClaimAsync(giving.Bob, begun.Value.Value, "claim");
        Assert.Equal(claimed.Value with { IsReplay = true }, (await giving.ClaimAsync(giving.Bob, begun.Value.Value, "claim")).Value);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Claimed), (await giving.ClaimAsync(giving.Bob, begun.Value.Value)).Error);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Claimed), (await giving.ClaimAsync(eve, begun.Value.Value)).Error);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Claimed), (await giving.WithdrawAsync(giving.Ann, begun.Value.Value.Id)).Error);

        // What was received can be passed on in turn, and back.
        var back = await giving.TransferAsync(giving.Bob, card.GiftCard.Id, key: "back");
        Assert.True((await giving.ClaimAsync(giving.Ann, back.Value.Value)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_block_stops_the_claim_and_the_end_of_the_card_ends_the_transfer(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, s => s.ValidityDays = 10);
        var blocked = await giving.GiveAsync(giving.Ann, 10_000);
        var cancelled = await giving.GiveAsync(giving.Ann, 10_000);
        var expired = await giving.GiveAsync(giving.Ann, 10_000);
        var waiting = await giving.BeginAsync(giving.Ann, blocked);
        var ended = await giving.BeginAsync(giving.Ann, cancelled);
        var over = await giving.BeginAsync(giving.Ann, expired);
        Assert.Equal(expired.GiftCard.ExpiresAt, over.ExpiresAt);

        Assert.True((await giving.World.BlockAsync(giving.Staff, blocked)).IsOk);
        Assert.Equal(new CardBlocked(), (await giving.ClaimAsync(giving.Bob, waiting)).Error);
        Assert.True((await giving.World.UnblockAsync(giving.Staff, blocked)).IsOk);
        Assert.Equal(new CardInTransfer(), (await giving.World.RedeemAsync(giving.Merchant, blocked.Code!, 1)).Error);
        Assert.True((await giving.ClaimAsync(giving.Bob, waiting)).IsOk);
        Assert.True((await giving.World.CancelAsync(giving.Staff, cancelled)).IsOk);
        Assert.Equal(new TransferNotWaiting(TransferStatus.Ended), (await giving.ClaimAsync(giving.Bob, ended)).Error);
        await giving.World.AssertBooksAsync();

        giving.World.Clock.Set(over.ExpiresAt);
        await giving.World.Get<ExpireCardsHandler>().HandleAsync(Token);
        Assert.Equal(TransferStatus.Ended, await giving.StatusAsync(giving.Ann, over.Id));
        Assert.False((await giving.World.CardAsync(expired.GiftCard.Id)).IsInTransfer);
        await giving.World.AssertBooksAsync();
    }

    [Fact]
    public async Task Ten_transfers_a_day_are_enough_for_one_person()
    {
        await using var giving = await GivingWorld.StartAsync(limitScale: 1);
        var card = await giving.GiveAsync(giving.Ann, 10_000);
        giving.World.Clock.Set(new DateTimeOffset(2027, 1, 5, 8, 0, 0, TimeSpan.Zero));
        for (var i = 0; i < TransferCardHandler.PerDay; i++)
        {
            await giving.BeginAsync(giving.Ann, card, 100);
        }

        Assert.IsType<RateLimited>((await giving.TransferAsync(giving.Ann, card.GiftCard.Id, 100)).Error);
        var bobs = await giving.GiveAsync(giving.Bob, 10_000);
        await giving.BeginAsync(giving.Bob, bobs);
        giving.World.Clock.Advance(TimeSpan.FromDays(1));
        await giving.BeginAsync(giving.Ann, card, 100);
        await giving.World.AssertBooksAsync();
    }

    private static async Task<DomainError?> RefusalAsync(GivingWorld giving, IssuedCard card) =>
        (await giving.TransferAsync(giving.Ann, card.GiftCard.Id)).Error;

    // Only a dispute freezes, and those come from the payment provider.
    private static async Task FreezeAsync(TestWorld world, CardId id, bool isFrozen = true)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Cards.Where(card => card.Id == id)
            .ExecuteUpdateAsync(card => card.SetProperty(c => c.IsFrozen, isFrozen).SetProperty(c => c.Version, c => c.Version + 1), Token);
    }
}
