using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Cards;

public sealed class LoadCardTests
{
    private static readonly TimeZoneInfo Dubai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Dubai");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_load_adds_value_and_starts_the_validity_anew(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => s.ValidityDays = 90);
        var owner = TestWorld.StaffOf(merchant);
        world.Clock.Set(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        var card = await world.IssueCardAsync(merchant, 500);
        world.Clock.Set(new DateTimeOffset(2026, 12, 20, 8, 0, 0, TimeSpan.Zero));

        var loaded = (await world.LoadAsync(owner, card, 1_000)).Value.Value;

        Assert.Equal((1_500, CardStatus.Active), (loaded.GiftCard.Balance.Minor, loaded.GiftCard.Status));
        Assert.Equal(new DateOnly(2027, 3, 20), Instants.LocalDay(loaded.GiftCard.ExpiresAt!.Value.AddTicks(-10), Dubai));
        Assert.Equal((EntryType.Load, "cash"), (loaded.Transaction.Type, loaded.Transaction.Reason));
        Assert.Equal((AccountKind.Cash, AccountKind.CardLiability, 1_000), (await world.PostingsAsync(card))[^1]);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_load_never_shortens_the_validity_and_keeps_it_where_it_is_so_set(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var keeps = await world.AddMerchantAsync("keeps", settings: s => (s.ValidityDays, s.TopUpExtends) = (90, false));
        var shorter = await world.AddMerchantAsync("shorter", settings: s => s.ValidityDays = 90);
        var never = await world.AddMerchantAsync("never");
        var kept = await world.IssueCardAsync(keeps, 1_000);
        var longer = await world.IssueCardAsync(shorter, 1_000);
        var forever = await world.IssueCardAsync(never, 1_000);
        await SetValidityAsync(world, shorter, 30);
        await SetValidityAsync(world, never, 30);
        world.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(
            kept.GiftCard.ExpiresAt, (await world.LoadAsync(TestWorld.StaffOf(keeps), kept, 1)).Value.Value.GiftCard.ExpiresAt);
        Assert.Equal(
            longer.GiftCard.ExpiresAt, (await world.LoadAsync(TestWorld.StaffOf(shorter), longer, 1)).Value.Value.GiftCard.ExpiresAt);
        Assert.Null((await world.LoadAsync(TestWorld.StaffOf(never), forever, 1)).Value.Value.GiftCard.ExpiresAt);
        await SetValidityAsync(world, shorter, null);
        Assert.Null((await world.LoadAsync(TestWorld.StaffOf(shorter), longer, 1)).Value.Value.GiftCard.ExpiresAt);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_used_up_card_is_loaded_only_where_the_settings_allow_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var strict = await world.AddMerchantAsync("strict");
        var lenient = await world.AddMerchantAsync("lenient", settings: s => s.LoadUsedUp = true);
        var ended = await world.IssueCardAsync(strict, 1_000);
        var revived = await world.IssueCardAsync(lenient, 1_000);
        await world.RedeemAsync(strict, ended.Code!, 1_000);
        await world.RedeemAsync(lenient, revived.Code!, 1_000);

        Assert.Equal(new CardFullyUsed(), (await world.LoadAsync(TestWorld.StaffOf(strict), ended, 500)).Error);
        var loaded = (await world.LoadAsync(TestWorld.StaffOf(lenient), revived, 500)).Value.Value.GiftCard;

        Assert.Equal((500, CardStatus.PartiallyUsed), (loaded.Balance.Minor, loaded.Status));
        Assert.True((await world.RedeemAsync(lenient, revived.Code!, 500)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_card_that_cannot_be_used_cannot_be_loaded(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync(settings: s => (s.ValidityDays, s.LoadUsedUp) = (10, true));
        var owner = TestWorld.StaffOf(merchant);
        var blocked = await world.IssueCardAsync(merchant, 1_000);
        var cancelled = await world.IssueCardAsync(merchant, 1_000);
        var expired = await world.IssueCardAsync(merchant, 1_000);
        var used = await world.IssueCardAsync(merchant, 1_000);
        await world.BlockAsync(owner, blocked);
        await world.CancelAsync(owner, cancelled);
        await world.RedeemAsync(merchant, used.Code!, 1_000);

        Assert.Equal(new CardBlocked(), (await world.LoadAsync(owner, blocked, 1)).Error);
        Assert.Equal(new CardCancelled(), (await world.LoadAsync(owner, cancelled, 1)).Error);
        world.Clock.Advance(TimeSpan.FromDays(11));
        Assert.IsType<CardExpired>((await world.LoadAsync(owner, expired, 1)).Error);
        Assert.IsType<CardExpired>((await world.LoadAsync(owner, used, 1)).Error);
        await world.ExpireAsync();
        Assert.IsType<CardExpired>((await world.LoadAsync(owner, expired, 1)).Error);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task What_the_merchant_does_not_sell_is_not_loaded()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync(settings: s => s.MaxMinor = 5_000);
        var closed = await world.AddMerchantAsync("closed");
        var owner = TestWorld.StaffOf(merchant);
        var card = await world.IssueCardAsync(merchant, 1_000);
        var closedCard = await world.IssueCardAsync(closed, 1_000);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            (await context.GiftCardSettings.FindAsync([closed.Id, closed.Currency], Token))!.Enabled = false;
            await context.SaveChangesAsync(Token);
        }

        Assert.Equal(new MerchantNotAccepting(), (await world.LoadAsync(TestWorld.StaffOf(closed), closedCard, 1)).Error);
        Assert.IsType<AmountOutOfRange>((await world.LoadAsync(owner, card, 0)).Error);
        Assert.IsType<AmountOutOfRange>((await world.LoadAsync(owner, card, 5_001)).Error);
        Assert.IsType<CurrencyMismatch>((await world.Get<LoadCardHandler>().HandleAsync(
            owner, new LoadCard(card.GiftCard.Id, new Money(1, Currency.Of("USD")), LoadMethod.Card, null), "k", Token)).Error);
        Assert.Equal(new Forbidden(), (await world.LoadAsync(TestWorld.StaffOf(merchant, StaffRole.Cashier), card, 1)).Error);
        Assert.Equal(new NotFound(), (await world.LoadAsync(owner, closedCard, 1)).Error);
        await world.AssertBooksAsync();
    }

    private static async Task SetValidityAsync(TestWorld world, Merchant merchant, int? days)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        (await context.GiftCardSettings.FindAsync([merchant.Id, merchant.Currency], Token))!.ValidityDays = days;
        await context.SaveChangesAsync(Token);
    }
}
