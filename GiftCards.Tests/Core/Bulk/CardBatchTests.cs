using GiftCards.Core.Access;
using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Bulk;

/// <summary>One thing done to many cards: to those that were confirmed, once, with a result for each.</summary>
public sealed class CardBatchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Picked_cards_are_blocked_once_and_each_tells_what_became_of_it(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var cards = await IssueAsync(world, merchant, 3);
        await world.Get<BlockCardHandler>().HandleAsync(actor, new BlockCard(cards[1], "Lost"), "first", Token);
        var foreign = await world.IssueCardAsync(await world.AddMerchantAsync("other"), 5_000);
        var later = await IssueAsync(world, merchant, 1);

        var id = (await DraftAsync(world, actor, BatchAction.Block, [.. cards, cards[0], foreign.GiftCard.Id])).Value;
        Assert.Equal([2, 1], await CountsAsync(world, merchant));
        var start = world.Get<StartCardBatchHandler>();
        Assert.Equal("reason", (await start.HandleAsync(actor, new StartCardBatch(id, " "), Token)).Error?.Field);
        Assert.True((await start.HandleAsync(actor, new StartCardBatch(id, "Stolen from the safe"), Token)).IsOk);
        Assert.True((await start.HandleAsync(actor, new StartCardBatch(id, "Pressed twice"), Token)).IsOk);
        await RunAsync(world);

        var progress = (await world.Get<CardBatchQueries>().GetAsync(actor, id, Token)).Value;
        Assert.Equal((BulkStatus.Finished, 3, 2, 1), (progress.Batch.Status, progress.Batch.CardCount, progress.Succeeded, progress.Refused));
        var refused = Assert.Single((await world.Get<CardBatchQueries>().RowsAsync(actor, id, true, 0, 25, Token)).Value);
        Assert.Equal((cards[1], "conflict"), (refused.Row.CardId, refused.Row.Problem));
        await using var context = world.Database.OpenAcrossMerchants();
        var blocked = await context.Cards.Where(card => card.Status == CardStatus.Blocked).Select(card => card.Id).ToListAsync(Token);
        Assert.Equal(cards.ToHashSet(), blocked.ToHashSet());
        Assert.DoesNotContain(later[0], blocked);
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "card.batch_started", Token));
        Assert.Equal(3, await context.AuditEntries.CountAsync(entry => entry.Action == "card.blocked", Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Killed_between_a_card_and_its_note_the_next_try_does_it_no_second_time(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var cards = await IssueAsync(world, merchant, 2);
        var id = (await DraftAsync(world, actor, BatchAction.Block, cards)).Value;
        await world.Get<StartCardBatchHandler>().HandleAsync(actor, new StartCardBatch(id, "Lost"), Token);
        await RunAsync(world);

        // As if every note had been lost with the process.
        await using var context = world.Database.OpenAcrossMerchants();
        await context.CardBatchRows.ExecuteUpdateAsync(update => update.SetProperty(row => row.State, BatchRowState.Waiting), Token);
        await context.CardBatches.ExecuteUpdateAsync(update => update.SetProperty(batch => batch.Status, BulkStatus.Running), Token);
        context.Outbox.Add(OutboxMessage.About(OutboxTypes.CardBatch, merchant.Id, id.ToString(), id.ToString(), world.Clock.GetInstant()));
        await context.SaveChangesAsync(Token);
        await RunAsync(world);

        var progress = (await world.Get<CardBatchQueries>().GetAsync(actor, id, Token)).Value;
        Assert.Equal((2, 0), (progress.Succeeded, progress.Refused));
        Assert.Equal(2, await context.CardTransactions.CountAsync(line => line.Type == EntryType.Block, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task All_that_match_are_those_of_the_moment_they_were_counted(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var cards = await IssueAsync(world, merchant, 3);
        await world.IssueCardAsync(merchant, 90_000);
        var id = (await DraftAsync(world, actor, BatchAction.Block, [], new CardFilter { MaxBalanceMinor = 5_000 })).Value;
        await IssueAsync(world, merchant, 2);
        await world.Get<StartCardBatchHandler>().HandleAsync(actor, new StartCardBatch(id, "Misprinted"), Token);
        await RunAsync(world);

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(cards.ToHashSet(), (await context.Cards.Where(card => card.Status == CardStatus.Blocked).Select(card => card.Id).ToListAsync(Token)).ToHashSet());
        var back = (await DraftAsync(world, actor, BatchAction.Unblock, [], new CardFilter { Status = CardStatus.Blocked })).Value;
        await world.Get<StartCardBatchHandler>().HandleAsync(actor, new StartCardBatch(back, "They were found"), Token);
        await RunAsync(world);
        Assert.False(await context.Cards.AnyAsync(card => card.Status == CardStatus.Blocked, Token));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Gift_mails_leave_again_for_those_that_have_an_address(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var paid = await world.PayAsync(await world.PlaceOrderAsync(merchant, 20_000, recipient: "rita@example.test"));
        var sent = Assert.Single(paid.Value.GiftCards).GiftCard.Id;
        var bare = (await world.IssueCardAsync(merchant, 5_000)).GiftCard.Id;
        var id = (await DraftAsync(world, actor, BatchAction.SendAgain, [sent, bare])).Value;
        await world.Get<StartCardBatchHandler>().HandleAsync(actor, new StartCardBatch(id, null), Token);
        await RunAsync(world);

        var rows = (await world.Get<CardBatchQueries>().RowsAsync(actor, id, false, 0, 25, Token)).Value;
        Assert.Equal((BatchRowState.Done, null), (rows.Single(line => line.Row.CardId == sent).Row.State, rows.Single(line => line.Row.CardId == sent).Row.Problem));
        Assert.Equal("no_recipient", rows.Single(line => line.Row.CardId == bare).Row.Problem);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(sent.ToString(), (await context.Outbox.SingleAsync(m => m.Type == OutboxTypes.GiftMailAgain, Token)).Subject);
    }

    [Theory, EveryProvider]
    public async Task A_mail_whose_note_was_lost_with_the_process_leaves_once_all_the_same(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var paid = await world.PayAsync(await world.PlaceOrderAsync(merchant, 20_000, recipient: "rita@example.test"));
        var sent = Assert.Single(paid.Value.GiftCards).GiftCard.Id;
        var id = (await DraftAsync(world, actor, BatchAction.SendAgain, [sent])).Value;
        await world.Get<StartCardBatchHandler>().HandleAsync(actor, new StartCardBatch(id, null), Token);
        await RunAsync(world);

        // As it is after a death between the mail and its note: the row waits, and its message comes again.
        await using var context = world.Database.OpenAcrossMerchants();
        await context.CardBatchRows.ExecuteUpdateAsync(update => update.SetProperty(row => row.State, BatchRowState.Waiting), Token);
        await context.CardBatches.ExecuteUpdateAsync(update => update.SetProperty(batch => batch.Status, BulkStatus.Running), Token);
        await context.Outbox.Where(message => message.Type == OutboxTypes.CardBatch)
            .ExecuteUpdateAsync(update => update.SetProperty(message => message.State, OutboxState.Pending), Token);
        await RunAsync(world);

        var row = Assert.Single((await world.Get<CardBatchQueries>().RowsAsync(actor, id, false, 0, 25, Token)).Value).Row;
        Assert.Equal((BatchRowState.Done, null), (row.State, row.Problem));
        Assert.Equal(1, await context.Outbox.CountAsync(message => message.Type == OutboxTypes.GiftMailAgain, Token));
    }

    [Theory, EveryProvider]
    public async Task Nobody_begins_what_is_not_theirs_and_a_dropped_draft_stays_dropped(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var cards = await IssueAsync(world, merchant, 1);
        var start = world.Get<StartCardBatchHandler>();

        Assert.IsType<Forbidden>((await DraftAsync(world, TestWorld.StaffOf(merchant, StaffRole.Cashier), BatchAction.Block, cards)).Error);
        Assert.Equal("cards", (await DraftAsync(world, actor, BatchAction.Block, [])).Error?.Field);
        Assert.Equal("action", (await DraftAsync(world, actor, (BatchAction)9, cards)).Error?.Field);
        var id = (await DraftAsync(world, actor, BatchAction.Block, cards)).Value;
        var other = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        Assert.IsType<NotFound>((await world.Get<CardBatchQueries>().GetAsync(other, id, Token)).Error);
        Assert.IsType<NotFound>((await start.HandleAsync(other, new StartCardBatch(id, "Mine"), Token)).Error);
        Assert.IsType<NotFound>((await start.HandleAsync(TestWorld.StaffOf(merchant), new StartCardBatch(id, "A colleague"), Token)).Error);
        Assert.True((await world.Get<StopCardBatchHandler>().HandleAsync(actor, id, Token)).IsOk);
        Assert.IsType<Conflict>((await start.HandleAsync(actor, new StartCardBatch(id, "Late"), Token)).Error);
        Assert.IsType<Conflict>((await world.Get<StopCardBatchHandler>().HandleAsync(actor, id, Token)).Error);
        await RunAsync(world);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Cards.AnyAsync(card => card.Status == CardStatus.Blocked, Token));
    }

    private static Task<TestWorld> StartAsync(DatabaseProvider provider) => TestWorld.StartAsync(provider, services =>
    {
        services.AddGiftCardsAccess(new RateLimitOptions(1));
        services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null));
        services.AddSingleton<CardBatchHandler>();
    });

    private static async Task<(Merchant Merchant, Actor Actor)> OwnerAsync(TestWorld world)
    {
        var merchant = await world.AddMerchantAsync();
        var user = await world.AddUserAsync("owner@example.test");
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(new StaffMember { MerchantId = merchant.Id, UserId = user, Role = StaffRole.Owner, CreatedAt = world.Clock.GetInstant() });
        await context.SaveChangesAsync(Token);
        return (merchant, new Actor.Staff(user, merchant.Id, StaffRole.Owner));
    }

    private static async Task<List<CardId>> IssueAsync(TestWorld world, Merchant merchant, int count)
    {
        List<CardId> cards = [];
        for (var i = 0; i < count; i++)
        {
            cards.Add((await world.IssueCardAsync(merchant, 5_000)).GiftCard.Id);
        }

        return cards;
    }

    private static Task<Result<BatchId>> DraftAsync(
        TestWorld world, Actor actor, BatchAction action, IReadOnlyList<CardId> cards, CardFilter? filter = null) =>
        world.Get<DraftCardBatchHandler>().HandleAsync(actor, new DraftCardBatch(action, cards, filter), Token);

    // How many cards of the merchant work, and how many are blocked, while nothing was begun.
    private static async Task<IReadOnlyList<int>> CountsAsync(TestWorld world, Merchant merchant)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var own = context.Cards.Where(card => card.MerchantId == merchant.Id);
        return
        [
            await own.CountAsync(card => card.Status == CardStatus.Active, Token) - 1,
            await own.CountAsync(card => card.Status == CardStatus.Blocked, Token),
        ];
    }

    // What the outbox does with its messages of this kind.
    private static async Task RunAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        while (await context.Outbox.AsNoTracking()
            .FirstOrDefaultAsync(m => m.Type == OutboxTypes.CardBatch && m.State == OutboxState.Pending, Token) is { } message)
        {
            Assert.Null((await world.Get<CardBatchHandler>().HandleAsync(message, Token)).GivenUpBecause);
            await context.Outbox.Where(m => m.Id == message.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(m => m.State, OutboxState.Done), Token);
        }
    }
}
