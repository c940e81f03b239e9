using System.Text;
using GiftCards.Core.Access;
using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Bulk;

public sealed class BulkIssueTests
{
    private const string Good = "amount,name,email,message,language\r\n100,Rita,rita@example.test,\"Thank you, \"\"dear\"\"\",es\r\n50.50,,,,\r\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_file_is_looked_through_first_and_then_each_row_gets_its_card(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        var id = (await CheckAsync(world, actor, Good)).Value;
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Cards.AnyAsync(Token));

        Assert.True((await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token)).IsOk);
        await RunAsync(world);

        var progress = (await world.Get<BulkQueries>().GetAsync(actor, id, Token)).Value;
        Assert.Equal((BulkStatus.Finished, 2, 0), (progress.List.Status, progress.Issued, progress.Refused));
        var cards = await context.Cards.OrderBy(card => card.Id).ToListAsync(Token);
        Assert.Equal([10_000L, 5_050L], cards.Select(card => card.BalanceMinor));
        Assert.Equal(("Rita", "Thank you, \"dear\"", "es"), (cards[0].RecipientName, cards[0].Message, cards[0].Language));
        Assert.All(cards, card => Assert.Equal(CardSource.Promotion, card.Source));
        Assert.Equal(merchant.Id, cards[0].MerchantId);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Killed_between_a_card_and_its_note_the_next_try_makes_no_second_card(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (_, actor) = await OwnerAsync(world);
        var id = (await CheckAsync(world, actor, Good)).Value;
        await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token);
        await RunAsync(world);

        // As if every note had been lost with the process: rows wait again, and the list runs.
        await using var context = world.Database.OpenAcrossMerchants();
        await context.BulkRows.ExecuteUpdateAsync(update => update.SetProperty(row => row.State, BulkRowState.Waiting).SetProperty(row => row.CardId, (CardId?)null), Token);
        await context.BulkIssues.ExecuteUpdateAsync(update => update.SetProperty(list => list.Status, BulkStatus.Running), Token);
        var now = world.Clock.GetInstant();
        var merchant = actor.Scope!.Value;
        context.Outbox.Add(OutboxMessage.About(OutboxTypes.BulkIssue, merchant, id.ToString(), id.ToString(), now));
        await context.SaveChangesAsync(Token);
        await RunAsync(world);

        Assert.Equal(2, await context.Cards.CountAsync(Token));
        Assert.Equal(2, (await world.Get<BulkQueries>().GetAsync(actor, id, Token)).Value.Issued);
        Assert.Equal(id, (await CheckAsync(world, actor, Good)).Value);
        Assert.IsType<Conflict>((await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Rows_at_fault_are_named_and_nothing_is_issued(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (_, actor) = await OwnerAsync(world);
        var id = (await CheckAsync(world, actor, "email;amount\nnobody;10\nrita@example.test;ten\nben@example.test;-5\nben@example.test;20\n")).Value;

        var rows = (await world.Get<BulkQueries>().RowsAsync(actor, id, true, 0, 25, Token)).Value;
        Assert.Equal([(2, "email"), (3, "amount"), (4, "amount")], rows.Select(line => (line.Row.Line, line.Row.Field!)));
        Assert.Equal(new BulkRowsFaulty(3), (await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Cards.AnyAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task Whatever_rows_hold_they_are_named_and_break_nothing(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (_, actor) = await OwnerAsync(world);
        var huge = string.Concat(Enumerable.Repeat("999999999999999.99\n", 100));
        var name = new string('x', TextRules.MaxName - 1) + "\U0001F381";
        var odd = $"amount,name,language\nNaN,Rita,{new string('y', 5_000)}\n10,{name},en\n1e3,Rita,en\n20,Rita,en\n";

        var first = (await CheckAsync(world, actor, "amount\n" + huge)).Value;
        var second = (await CheckAsync(world, actor, odd)).Value;

        var lists = world.Get<BulkQueries>();
        var (many, few) = (
            (await lists.GetAsync(actor, first, Token)).Value.List, (await lists.GetAsync(actor, second, Token)).Value.List);
        Assert.Equal((100, 100, 0L), (many.RowCount, many.FaultCount, many.TotalMinor));
        Assert.Equal((4, 3, 2_000L), (few.RowCount, few.FaultCount, few.TotalMinor));
        var rows = (await lists.RowsAsync(actor, second, true, 0, 25, Token)).Value;
        Assert.All(rows, line => Assert.Equal("en", line.Row.Language));
        Assert.Equal(["amount", "name", "amount"], rows.Select(line => line.Row.Field));
    }

    [Fact]
    public async Task What_is_no_list_of_cards_and_who_may_issue_none_is_refused()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite);
        var (merchant, actor) = await OwnerAsync(world);
        var many = "amount\n" + string.Concat(Enumerable.Repeat("10\n", BulkIssue.MaxRows + 1));
        foreach (var text in new[] { "", "amount\n", "name\nRita\n", "amount\n10\n\0", many })
        {
            Assert.IsType<BulkFileUnreadable>((await CheckAsync(world, actor, text)).Error);
        }

        Assert.IsType<Forbidden>((await CheckAsync(world, TestWorld.StaffOf(merchant, StaffRole.Cashier), Good)).Error);
        var other = TestWorld.StaffOf(await world.AddMerchantAsync("other"));
        var id = (await CheckAsync(world, actor, Good)).Value;
        Assert.IsType<NotFound>((await world.Get<BulkQueries>().GetAsync(other, id, Token)).Error);
        Assert.IsType<NotFound>((await world.Get<StartBulkIssueHandler>().HandleAsync(other, id, Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task A_stopped_list_issues_no_further_row(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (_, actor) = await OwnerAsync(world);
        var id = (await CheckAsync(world, actor, Good)).Value;
        await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token);
        Assert.True((await world.Get<StopBulkIssueHandler>().HandleAsync(actor, id, Token)).IsOk);
        await RunAsync(world);

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.False(await context.Cards.AnyAsync(Token));
        Assert.IsType<Conflict>((await world.Get<StopBulkIssueHandler>().HandleAsync(actor, id, Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task A_stopped_list_goes_on_with_the_rows_that_have_no_card(DatabaseProvider provider)
    {
        await using var world = await StartAsync(provider);
        var (_, actor) = await OwnerAsync(world);
        var id = (await CheckAsync(world, actor, Good)).Value;
        await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token);
        await RunAsync(world);

        // As if it had been stopped after its first row.
        await using var context = world.Database.OpenAcrossMerchants();
        await context.BulkRows.Where(row => row.Line == 3).ExecuteUpdateAsync(
            update => update.SetProperty(row => row.State, BulkRowState.Waiting).SetProperty(row => row.CardId, (CardId?)null), Token);
        await context.BulkIssues.ExecuteUpdateAsync(update => update.SetProperty(list => list.Status, BulkStatus.Stopped), Token);

        Assert.True((await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token)).IsOk);
        await RunAsync(world);

        var progress = (await world.Get<BulkQueries>().GetAsync(actor, id, Token)).Value;
        Assert.Equal((BulkStatus.Finished, 2, 0), (progress.List.Status, progress.Issued, progress.Refused));
        Assert.Equal(2, await context.Cards.CountAsync(Token));
        Assert.IsType<Conflict>((await world.Get<StartBulkIssueHandler>().HandleAsync(actor, id, Token)).Error);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_file_at_fault_is_looked_through_anew_when_it_is_handed_in_again(DatabaseProvider provider)
    {
        const string Bought = "amount\n60\n";
        await using var world = await StartAsync(provider);
        var (merchant, actor) = await OwnerAsync(world);
        await SellAsync(50);
        var first = (await CheckAsync(world, actor, Bought, CardSource.Counter)).Value;
        Assert.Equal(1, (await world.Get<BulkQueries>().GetAsync(actor, first, Token)).Value.List.FaultCount);

        await SellAsync(60);
        var again = (await CheckAsync(world, actor, Bought, CardSource.Counter)).Value;

        Assert.Equal(0, (await world.Get<BulkQueries>().GetAsync(actor, again, Token)).Value.List.FaultCount);
        Assert.Single((await world.Get<BulkQueries>().RowsAsync(actor, again, false, 0, 25, Token)).Value);
        Assert.IsType<NotFound>((await world.Get<BulkQueries>().GetAsync(actor, first, Token)).Error);
        Assert.Equal(again, (await CheckAsync(world, actor, Bought, CardSource.Counter)).Value);

        async Task SellAsync(long amount)
        {
            await using var context = world.Database.OpenAcrossMerchants();
            var settings = await context.GiftCardSettings.SingleAsync(s => s.MerchantId == merchant.Id, Token);
            (settings.AllowCustomAmounts, settings.PresetsMinor) = (false, [amount * 100]);
            await context.SaveChangesAsync(Token);
        }
    }

    [Fact]
    public async Task A_file_that_a_spreadsheet_saved_as_unicode_text_is_read()
    {
        await using var world = await StartAsync(DatabaseProvider.Sqlite);
        var (_, actor) = await OwnerAsync(world);
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, new UTF8Encoding(true) })
        {
            byte[] file = [.. encoding.GetPreamble(), .. encoding.GetBytes("amount\tname\r\n12.50\tZoë\r\n")];
            var id = await world.Get<CheckBulkFileHandler>().HandleAsync(
                actor, new CheckBulkFile("cards.txt", file, CardSource.Promotion, "en"), Token);
            var row = Assert.Single((await world.Get<BulkQueries>().RowsAsync(actor, id.Value, false, 0, 25, Token)).Value).Row;
            Assert.Equal((1_250L, "Zoë", BulkRowState.Waiting), (row.AmountMinor, row.RecipientName, row.State));
        }
    }

    private static Task<TestWorld> StartAsync(DatabaseProvider provider) => TestWorld.StartAsync(
        provider, services => services.AddSingleton<ActorResolver>().AddSingleton<BulkIssueHandler>());

    private static async Task<(Merchant Merchant, Actor Actor)> OwnerAsync(TestWorld world)
    {
        var merchant = await world.AddMerchantAsync();
        var user = await world.AddUserAsync("owner@example.test");
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(new StaffMember { MerchantId = merchant.Id, UserId = user, Role = StaffRole.Owner, CreatedAt = world.Clock.GetInstant() });
        await context.SaveChangesAsync(Token);
        return (merchant, new Actor.Staff(user, merchant.Id, StaffRole.Owner));
    }

    private static Task<Result<BulkId>> CheckAsync(
        TestWorld world, Actor actor, string text, CardSource source = CardSource.Promotion) =>
        world.Get<CheckBulkFileHandler>().HandleAsync(
            actor, new CheckBulkFile("cards.csv", Encoding.UTF8.GetBytes(text), source, "en"), Token);

    // What the outbox does with its messages of this kind.
    private static async Task RunAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        while (await context.Outbox.AsNoTracking()
            .FirstOrDefaultAsync(m => m.Type == OutboxTypes.BulkIssue && m.State == OutboxState.Pending, Token) is { } message)
        {
            Assert.Null((await world.Get<BulkIssueHandler>().HandleAsync(message, Token)).GivenUpBecause);
            await context.Outbox.Where(m => m.Id == message.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(m => m.State, OutboxState.Done), Token);
        }
    }
}
