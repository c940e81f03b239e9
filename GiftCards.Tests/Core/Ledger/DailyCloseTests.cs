using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Core.Ledger;

public sealed class DailyCloseTests
{
    private static readonly DateOnly First = new(2026, 11, 20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Days_that_are_over_are_closed_in_order_with_their_totals(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (merchant, card) = await TradeAsync(world);

        Assert.Equal(3, await CloseAsync(world));

        await using var context = world.Database.OpenAcrossMerchants();
        var closes = await context.DailyCloses.AsNoTracking().Include(close => close.Totals).OrderBy(close => close.Day).ToListAsync(Token);
        Assert.Equal([First, First.AddDays(1), First.AddDays(2)], closes.Select(close => close.Day));
        Assert.Equal([2L, 0L, 1L], closes.Select(close => close.Entries!.Value));
        Assert.Equal(3, closes.Select(close => Convert.ToHexString(close.Hash!)).Distinct().Count());
        Assert.Equal(
            [
                (AccountKind.CardLiability, 3_000L, 10_000L, 2L),
                (AccountKind.PromotionExpense, 10_000L, 0L, 1L),
                (AccountKind.RedeemedSales, 0L, 3_000L, 1L),
            ],
            closes[0].Totals.OrderBy(total => total.Account.ToString(), StringComparer.Ordinal)
                .Select(total => (total.Account, total.DebitMinor, total.CreditMinor, total.Postings)));
        Assert.All(closes[0].Totals, total => Assert.Equal((merchant.Id, "AED"), (total.Book, total.Currency.Code)));
        Assert.Empty(closes[1].Totals);
        Assert.Equal(0, await CloseAsync(world));
        await world.AssertBooksAsync();
        Assert.Equal(5_000, (await world.LookAsync(merchant, card)).Balance.Minor);
    }

    [Theory, EveryProvider]
    public async Task A_day_is_closed_once_its_grace_is_over_and_not_before(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await world.IssueCardAsync(await world.AddMerchantAsync(), 10_000);

        world.Clock.Set(DailyClose.EndOf(First) + CloseDaysHandler.Grace - TimeSpan.FromTicks(10));
        Assert.Equal(0, await CloseAsync(world));
        world.Clock.Set(DailyClose.EndOf(First) + CloseDaysHandler.Grace);
        Assert.Equal(1, await CloseAsync(world));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task An_entry_that_comes_late_is_refused_and_tried_again_it_belongs_to_today(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        var today = DailyClose.EndOf(First) + CloseDaysHandler.Grace;
        world.Clock.Set(today);
        await CloseAsync(world);
        world.Clock.Set(DailyClose.EndOf(First) - TimeSpan.FromSeconds(1));

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => world.RedeemAsync(merchant, card.Code!, 3_000, key: "late"));

        Assert.True(DatabaseFailures.IsUnavailable(refusal));
        Assert.Equal(10_000, (await world.LookAsync(merchant, card)).Balance.Minor);
        world.Clock.Set(today);
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 3_000, key: "late")).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_close_that_was_cut_short_is_finished_and_many_at_once_close_each_day_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await TradeAsync(world);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            // As it is when the process dies between shutting a day and summing it up.
            context.Add(new DailyClose { Day = First, Format = DailyClose.CurrentFormat, ClosedAt = world.Clock.GetInstant() });
            await context.SaveChangesAsync(Token);
        }

        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CloseAsync(world), Token)));

        Assert.InRange(done.Sum(), 1, 3);
        await CloseAsync(world);
        var finding = await FindingAsync(world, LedgerScope.Books);
        Assert.Equal((3L, 0L), (finding.Checked, finding.Breaches));
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task A_transaction_that_is_under_way_is_waited_for()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        await TradeAsync(world);
        await using var writer = world.Database.OpenAcrossMerchants();
        await using var transaction = await writer.Database.BeginTransactionAsync(Token);
        await writer.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO journal_entries (merchant_id, id, type, at, actor_label)
            SELECT merchant_id, gen_random_uuid(), 'block', at, actor_label FROM journal_entries ORDER BY at LIMIT 1
            """,
            Token);

        var closing = Task.Run(() => CloseAsync(world), Token);
        await using var watcher = world.Database.OpenAcrossMerchants();
        while (await watcher.Database.SqlQuery<long>($"SELECT COUNT(*) AS \"Value\" FROM pg_locks WHERE NOT granted").SingleAsync(Token) == 0)
        {
            Assert.False(closing.IsCompleted);
        }

        await transaction.CommitAsync(Token);
        Assert.Equal(3, await closing);
        Assert.Equal(3, (await watcher.DailyCloses.SingleAsync(close => close.Day == First, Token)).Entries);
    }

    public static TheoryData<DatabaseProvider, string, string> Tamperings
    {
        get
        {
            var data = new TheoryData<DatabaseProvider, string, string>();
            foreach (var provider in Enum.GetValues<DatabaseProvider>())
            {
                data.Add(provider, "UPDATE postings SET amount_minor = amount_minor + 1 WHERE debit = 'promotion_expense'", "2026-11-20");
                data.Add(provider, "UPDATE postings SET credit = 'cash' WHERE credit = 'redeemed_sales' AND amount_minor = 2000", "2026-11-22");
                data.Add(provider, "UPDATE journal_entries SET actor_label = 'somebody else' WHERE type = 'issue'", "2026-11-20");
                data.Add(provider, "UPDATE card_transactions SET balance_after_minor = 1 WHERE type = 'issue'", "2026-11-20");
                data.Add(provider, "DELETE FROM postings WHERE amount_minor = 2000", "2026-11-22");
                data.Add(provider, "INSERT INTO postings (merchant_id, entry_id, line, book, currency, debit, credit, amount_minor, card_id, counter_card_id) SELECT merchant_id, entry_id, 7, book, currency, debit, credit, amount_minor, card_id, counter_card_id FROM postings WHERE amount_minor = 2000", "2026-11-22");
                data.Add(provider, "DELETE FROM daily_closes WHERE day = '2026-11-21'", "2026-11-22");
                data.Add(provider, "DELETE FROM daily_close_totals WHERE account = 'redeemed_sales' AND credit_minor = 3000", "2026-11-20");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Tamperings))]
    public async Task Whatever_is_changed_behind_the_triggers_is_found_on_its_day(DatabaseProvider provider, string sql, string day)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await TradeAsync(world);
        await CloseAsync(world);
        await LiftTriggersAsync(world, provider);
        await world.ExecuteAsOwnerAsync(sql);

        var finding = await FindingAsync(world, LedgerScope.Books);

        Assert.Equal((1L, day), (finding.Breaches, finding.Detail));
        var last = await FindingAsync(world, LedgerScope.Books with { LastDays = 1 });
        Assert.Equal(day == "2026-11-22" ? 1 : 0, last.Breaches);
    }

    [Theory, EveryProvider]
    public async Task A_close_is_written_once(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await TradeAsync(world);
        await CloseAsync(world);
        foreach (var sql in new[]
        {
            "UPDATE daily_closes SET entries = 0",
            "DELETE FROM daily_closes",
            "UPDATE daily_close_totals SET debit_minor = 0",
            "DELETE FROM daily_close_totals",
        })
        {
            var refusal = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => world.ExecuteAsOwnerAsync(sql));
            Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Somebody_else_comes_to_the_same_hash_with_the_query_in_the_documentation()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (merchant, card) = await TradeAsync(world);
        await world.AdjustAsync(TestWorld.StaffOf(merchant), card, -500);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await CloseAsync(world);
        await using var context = world.Database.OpenAcrossMerchants();
        var closes = await context.DailyCloses.OrderBy(close => close.Day).ToListAsync(Token);
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "ledger.md"), Token);
        var query = guide.Split("```sql")[1].Split("```")[0];

        foreach (var close in closes)
        {
            await using var connection = new NpgsqlConnection(context.Database.GetConnectionString());
            await connection.OpenAsync(Token);
#pragma warning disable CA2100 // The query is ours.
            await using var command = new NpgsqlCommand(query.Replace(":'day'", $"'{close.Day:yyyy-MM-dd}'", StringComparison.Ordinal), connection);
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync(Token);
            var text = new StringBuilder();
            while (await reader.ReadAsync(Token))
            {
                text.Append(reader.GetString(0)).Append('\n');
            }

            Assert.Equal(close.Hash, SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>A sale of 100.00 and two redemptions, the second two days after the first, and then it is the fourth day.</summary>
    private static async Task<(Merchant Merchant, IssuedCard Card)> TradeAsync(TestWorld world)
    {
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        await world.RedeemAsync(merchant, card.Code!, 3_000);
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.RedeemAsync(merchant, card.Code!, 2_000);
        world.Clock.Advance(TimeSpan.FromDays(1));
        return (merchant, card);
    }

    private static Task<int> CloseAsync(TestWorld world) => world.Get<CloseDaysHandler>().HandleAsync(Token);

    private static async Task<InvariantFinding> FindingAsync(TestWorld world, LedgerScope scope) =>
        (await world.Get<Invariants>().CheckAsync(scope, null, Token)).Single(finding => finding.Name == "daily-close");

    private static async Task LiftTriggersAsync(TestWorld world, DatabaseProvider provider)
    {
        foreach (var table in new[] { "journal_entries", "postings", "card_transactions", "daily_closes", "daily_close_totals" })
        {
            foreach (var sql in provider == DatabaseProvider.PostgreSql
                ? [$"ALTER TABLE {table} DISABLE TRIGGER USER"]
                : new[] { $"DROP TRIGGER {table}_no_update", $"DROP TRIGGER {table}_no_delete" })
            {
                await world.ExecuteAsOwnerAsync(sql);
            }
        }
    }
}
