using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>One reminder before a validity ends, to the right person, and none where there is nothing to remind of.</summary>
public sealed class ExpiryNoticeTests : IAsyncDisposable
{
    private const string Rita = "rita@example.test";

    private TestWorld world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => world is null ? ValueTask.CompletedTask : world.DisposeAsync();

    [Theory, EveryProvider]
    public async Task A_holder_is_reminded_once_in_the_morning_thirty_days_before_the_last_valid_day(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        var card = await GiveAsync(merchant);
        var due = At("2027-02-18T05:00:00Z"); // 30 days before 20 March, at nine in Dubai.

        world.Clock.Set(due.AddTicks(-TimeSpan.TicksPerMicrosecond));
        Assert.Empty(await RemindAsync());
        world.Clock.Set(due);
        var mail = Assert.Single(await RemindAsync());
        Assert.Empty(await RemindAsync());
        world.Clock.Set(At("2027-03-20T10:00:00Z"));
        Assert.Empty(await RemindAsync());

        Assert.Equal((Rita, "Your Merchant salon gift card is valid until 20 March 2027"), (mail.To, mail.Subject));
        Assert.Contains("AED\u00A0100.00", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Hello Rita", mail.Text, StringComparison.Ordinal);
        Assert.Contains(GiftLink.PathFor(await world.CardAsync(card.GiftCard.Id), world.Protector), mail.Text, StringComparison.Ordinal);
        Assert.Contains("makes the card valid until 19 May 2027", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, mail.Text + mail.Html, StringComparison.Ordinal);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_load_that_moves_the_end_arms_the_reminder_again(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        var card = await GiveAsync(merchant);
        world.Clock.Set(At("2027-03-01T08:00:00Z"));
        Assert.Single(await RemindAsync());

        await world.LoadAsync(TestWorld.StaffOf(merchant), card, 1_000);

        Assert.Empty(await RemindAsync());
        world.Clock.Set(At("2027-05-01T08:00:00Z"));
        Assert.Contains("30 May 2027", Assert.Single(await RemindAsync()).Subject, StringComparison.Ordinal);
        Assert.Empty(await RemindAsync());
    }

    [Theory, EveryProvider]
    public async Task Cards_that_are_used_up_stopped_or_ended_are_not_remembered(DatabaseProvider provider)
    {
        var merchant = await StartAsync(provider);
        var owner = TestWorld.StaffOf(merchant);
        var (used, blocked, cancelled) = (await GiveAsync(merchant), await GiveAsync(merchant), await GiveAsync(merchant));
        await world.RedeemAsync(merchant, used.Code!, 10_000);
        await world.BlockAsync(owner, blocked);
        await world.CancelAsync(owner, cancelled);
        world.Clock.Set(At("2027-03-01T08:00:00Z"));

        Assert.Empty(await RemindAsync());
        await world.UnblockAsync(owner, blocked);
        Assert.Contains(blocked.GiftCard.Last4, Assert.Single(await RemindAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_changed_between_the_mark_and_the_mail_is_looked_at_again()
    {
        var merchant = await StartAsync();
        var (spent, extended) = (await GiveAsync(merchant), await GiveAsync(merchant));
        world.Clock.Set(At("2027-03-01T08:00:00Z"));
        Assert.Equal(2, await world.Get<NotifyExpiringCardsHandler>().HandleAsync(Token));

        await world.RedeemAsync(merchant, spent.Code!, 10_000);
        await world.LoadAsync(TestWorld.StaffOf(merchant), extended, 1_000);

        Assert.DoesNotContain(await DeliverAsync(), mail => mail.Subject.Contains("valid until", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_short_validity_is_told_of_at_half_time_and_not_on_the_day_the_card_is_given()
    {
        var merchant = await StartAsync(settings: s => s.ValidityDays = 10);
        await GiveAsync(merchant);
        world.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Empty(await RemindAsync());
        world.Clock.Advance(TimeSpan.FromHours(12));

        Assert.Single(await RemindAsync());
    }

    [Fact]
    public async Task The_merchant_says_how_many_days_before_and_whether_at_all()
    {
        var merchant = await StartAsync(settings: s => s.ExpiryNoticeDays = 7);
        var silent = await world.AddMerchantAsync("silent", settings: s => (s.ValidityDays, s.ExpiryNoticeDays) = (90, 0));
        await GiveAsync(merchant);
        await GiveAsync(silent);

        world.Clock.Set(At("2027-03-13T04:59:59Z"));
        Assert.Empty(await RemindAsync());
        world.Clock.Set(At("2027-03-13T05:00:00Z"));
        Assert.StartsWith("Your Merchant salon", Assert.Single(await RemindAsync()).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_the_card_in_the_wallet_is_told_in_their_language_with_a_way_into_the_wallet()
    {
        var merchant = await StartAsync(settings: s => s.TopUpExtends = false);
        var card = await GiveAsync(merchant);
        await TakeIntoWalletAsync(card, "nora@example.test", "fr");
        world.Clock.Set(At("2027-03-01T08:00:00Z"));

        var mail = Assert.Single(await RemindAsync());

        Assert.Equal("nora@example.test", mail.To);
        Assert.Contains("valable jusqu’au 20 mars 2027", mail.Subject, StringComparison.Ordinal);
        Assert.Contains($"https://gifts.example/wallet/{card.GiftCard.Id}", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("recharge", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_cards_than_one_batch_are_all_remembered_once_by_two_nodes_at_a_time()
    {
        var merchant = await StartAsync();
        for (var i = 0; i < 120; i++)
        {
            await GiveAsync(merchant);
        }

        world.Clock.Set(At("2027-03-01T08:00:00Z"));
        var written = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Run(() => world.Get<NotifyExpiringCardsHandler>().HandleAsync(Token), Token)));

        Assert.Equal(120, written.Sum());
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(120, await context.Outbox.CountAsync(m => m.Type == OutboxTypes.ExpiryNotice, Token));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Merchant> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<GiftCardSettings>? settings = null)
    {
        world = await TestWorld.StartAsync(provider, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        world.Clock.Set(At("2026-12-20T08:00:00Z"));
        return await world.AddMerchantAsync(settings: s =>
        {
            s.ValidityDays = 90;
            settings?.Invoke(s);
        });
    }

    private async Task<IssuedCard> GiveAsync(Merchant merchant) => (await world.Get<IssueCardHandler>().HandleAsync(
        TestWorld.StaffOf(merchant),
        new IssueCard(new Money(10_000, merchant.Currency), CardSource.Promotion) { Recipient = new Party("Rita Recipient", Rita) },
        Guid.NewGuid().ToString(),
        Token)).Value.Value;

    private async Task TakeIntoWalletAsync(IssuedCard card, string email, string language)
    {
        var user = await world.AddUserAsync(email, language: language);
        var taken = await world.Get<AddGiftToWalletHandler>().HandleAsync(
            new Actor.Buyer(user), new AddGiftToWallet(GiftLink.TokenFor(await world.CardAsync(card.GiftCard.Id), world.Protector)), Token);
        Assert.True(taken.IsOk);
    }

    private async Task<IReadOnlyList<MailboxMessage>> RemindAsync()
    {
        await DeliverAsync();
        var before = await MailsAsync();
        await world.Get<NotifyExpiringCardsHandler>().HandleAsync(Token);
        await DeliverAsync();
        return [.. (await MailsAsync()).Where(mail => before.All(known => known.Id != mail.Id))];
    }

    private async Task<IReadOnlyList<MailboxMessage>> DeliverAsync()
    {
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
        }

        return await MailsAsync();
    }

    private async Task<List<MailboxMessage>> MailsAsync()
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Mailbox.AsNoTracking().ToListAsync(Token);
    }
}
