using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Transfers;

/// <summary>What holders do with a platform card: pass it on, top it up, and hear about it.</summary>
public sealed class PlatformTransferTests
{
    [Theory, EveryProvider]
    public async Task A_part_of_a_platform_card_becomes_another_platform_card(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.World.BuyPlatformCardAsync(10_000);
        await giving.TakeAsync(giving.Ann, card);

        var part = (await giving.ClaimAsync(giving.Bob, await giving.BeginAsync(giving.Ann, card, 4_000))).Value.Value.GiftCard;

        Assert.Equal((MerchantSummary.Platform, 4_000), (part.Merchant, part.Balance.Minor));
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.PlatformCardLiability, AccountKind.PlatformCardLiability, 4_000L)],
            await giving.World.LastPostedAsync());
        var mine = (await giving.InWalletAsync(giving.Bob, part.Id))!;
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, mine.Code!, 4_000)).IsOk);
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 6_000)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_platform_card_that_was_passed_on_keeps_its_value_and_gets_a_new_code(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.World.BuyPlatformCardAsync(10_000);
        await giving.TakeAsync(giving.Ann, card);
        var begun = await giving.BeginAsync(giving.Ann, card);
        Assert.IsType<CardInTransfer>((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 100)).Error);

        Assert.True((await giving.ClaimAsync(giving.Bob, begun)).IsOk);

        Assert.IsType<CardNotFound>((await giving.World.RedeemAsync(giving.Merchant, card.Code!, 100)).Error);
        var mine = (await giving.InWalletAsync(giving.Bob, card.GiftCard.Id))!;
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, mine.Code!, 100)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_platform_card_is_topped_up_in_its_own_currency_alone(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var world = giving.World;
        await world.AddMerchantAsync("deli", "USD", "America/New_York");
        var card = await world.BuyPlatformCardAsync(10_000);
        await world.SetProgrammeAsync("USD");
        var (dirhams, dollars) = (PlatformSeller.In(Currency.Of("AED")), PlatformSeller.In(Currency.Of("USD")));

        Assert.IsType<CardNotFound>((await world.PlaceTopUpAsync(dollars, new TopUpTarget(card.Code), 5_000)).Error);
        Assert.IsType<CardNotFound>((await world.PlaceTopUpAsync(giving.Merchant, new TopUpTarget(card.Code), 5_000)).Error);
        var paid = await world.PayAsync((await world.PlaceTopUpAsync(dirhams, new TopUpTarget(card.Code), 5_000)).Value.Value);

        Assert.Equal(OrderStatus.Fulfilled, paid.Value.Status);
        Assert.Equal(
            [(MerchantId.Platform, AccountKind.ProviderClearing, AccountKind.PlatformCardLiability, 5_000L)],
            await world.LastPostedAsync());
        Assert.Equal(15_000, (await world.LookAsync(giving.Merchant, card)).Balance.Minor);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Mails_say_where_the_card_is_good_and_where_it_was_used(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var card = await giving.World.BuyPlatformCardAsync(10_000);
        await giving.World.RedeemAsync(giving.Merchant, card.Code!, 2_500);

        var toRecipient = await giving.MailToAsync("rita@example.test");
        var receipt = Assert.Single(await giving.MailToAsync("ben@example.test"));

        Assert.Equal(2, toRecipient.Count);
        var gift = Assert.Single(toRecipient, mail => mail.Attachments.Count == 1);
        Assert.Contains("any business on GiftCards that sells in AED", gift.Text, StringComparison.Ordinal);
        var used = Assert.Single(toRecipient, mail => mail.Subject.Contains(giving.Merchant.Name, StringComparison.Ordinal));
        Assert.Contains("AED\u00A075.00", used.Text, StringComparison.Ordinal);
        Assert.Contains("any business on GiftCards that sells in AED", receipt.Text, StringComparison.Ordinal);
    }
}
