using System.Collections.Concurrent;
using System.Diagnostics;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// PostgreSQL itself confines a merchant's session to its rows, whatever the query says. The tests speak to it by hand
/// and switch the model's own filter off.
/// </summary>
public sealed class RowSecurityTests
{
    private const string MerchantTables =
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_that_carries_a_merchant_stands_behind_row_level_security()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        await using var session = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);

        Assert.Contains("cards", await session.TextsAsync(MerchantTables));
        Assert.Empty(await session.TextsAsync(
            $"""
             SELECT relname FROM pg_class WHERE relname IN ({MerchantTables}) AND relnamespace = 'public'::regnamespace
                 AND NOT (relrowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'own_merchant'))
             """.Replace("ORDER BY 1", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_merchants_session_sees_and_changes_nothing_of_another_merchant()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (mine, other) = await TradeAsync(world);
        await using var owner = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        var tables = await owner.TextsAsync(MerchantTables);
        await using var context = world.Database.OpenFor(TestWorld.StaffOf(mine));

        foreach (var table in tables)
        {
            Assert.Equal(0, await CountAsync(context, $"SELECT count(*)::int AS \"Value\" FROM {table} WHERE merchant_id <> '{mine.Id.Value}'"));
            if (!DatabaseRules.AppendOnlyTables.Contains(table))
            {
                Assert.Equal(0, await RunAsync(context, $"UPDATE {table} SET merchant_id = merchant_id WHERE merchant_id = '{other.Id.Value}'"));
                Assert.Equal(0, await RunAsync(context, $"DELETE FROM {table} WHERE merchant_id = '{other.Id.Value}'"));
            }
        }

        Assert.Equal(1, await context.Cards.IgnoreQueryFilters().CountAsync(Token));
        Assert.Equal(0, await RunAsync(context, $"UPDATE merchants SET name = 'Mine' WHERE id = '{other.Id.Value}'"));
        Assert.Equal(1, await RunAsync(context, $"UPDATE merchants SET name = 'Mine' WHERE id = '{mine.Id.Value}'"));
        foreach (var table in new[] { "cards", "orders", "outbox", "postings", "card_transactions", "sales" })
        {
            Assert.NotEqual(["0"], await owner.TextsAsync($"SELECT count(*) FROM {table} WHERE merchant_id = '{other.Id.Value}'"));
        }
    }

    [Fact]
    public async Task A_merchants_session_writes_no_row_for_another_merchant()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (mine, other) = await TradeAsync(world);
        await using var context = world.Database.OpenFor(TestWorld.StaffOf(mine));

        foreach (var sql in new[]
        {
            $"UPDATE cards SET merchant_id = '{other.Id.Value}'",
            $"INSERT INTO staff (merchant_id, user_id, role, created_at) VALUES ('{other.Id.Value}', '{Guid.NewGuid()}', 'owner', now())",
            $"INSERT INTO postings SELECT '{other.Id.Value}', entry_id, 7, book, currency, debit, credit, amount_minor FROM postings",
        })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => RunAsync(context, sql));
            Assert.Contains("row-level security", refusal.Message, StringComparison.Ordinal);
        }

        context.ApiKeys.Add(CreateApiKeyHandler.Row(other.Id, "Theirs", "sk_test_theirs", Permissions.Scopes, world.Clock.GetInstant()));
        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Token));
        Assert.Contains("row-level security", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_engines_own_function_moves_no_card_in_a_merchants_session()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (mine, _) = await TradeAsync(world);
        var nothing = string.Join(", ", CardGuard.Parameters.Select(parameter => $"ARRAY[]::{parameter.Type}[]"));
        await using var context = world.Database.OpenFor(TestWorld.StaffOf(mine));

        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => RunAsync(context, $"SELECT * FROM move_cards({nothing})"));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task A_session_that_names_no_merchant_sees_nothing()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        await TradeAsync(world);
        await using var owner = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        var tables = await owner.TextsAsync(MerchantTables);

        foreach (var connection in new[]
        {
            world.Options.ConnectionString,
            PostgresSessions.Confined(world.Options.ConnectionString),
        })
        {
            await using var session = await PostgresSession.OpenAsync(connection);
            foreach (var table in tables)
            {
                Assert.Equal(["0"], await session.TextsAsync($"SELECT count(*) FROM {table}"));
            }
        }

        foreach (var actor in new Actor[]
        {
            new Actor.Anonymous("::1"),
            new Actor.Buyer(new UserId(Guid.NewGuid())),
            new Actor.OrderHolder(new OrderId(Guid.NewGuid())),
            new Actor.GiftFollower(new OrderId(Guid.NewGuid())),
        })
        {
            await using var context = world.Database.OpenFor(actor);
            Assert.Equal(0, await context.Cards.IgnoreQueryFilters().CountAsync(Token));
            Assert.Equal(0, await context.Orders.IgnoreQueryFilters().CountAsync(Token));
        }
    }

    [Fact]
    public async Task A_session_that_returns_to_its_pool_forgets_the_merchant()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (mine, _) = await TradeAsync(world);
        var connection = PostgresSessions.Confined(world.Options.ConnectionString);
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connection));
        string server;
        await using (var context = world.Database.OpenFor(TestWorld.StaffOf(mine)))
        {
            await context.Database.OpenConnectionAsync(Token);
            Assert.Equal(1, await context.Cards.CountAsync(Token));
            server = await context.Database.SqlQuery<string>($"SELECT pg_backend_pid()::text AS \"Value\"").SingleAsync(Token);
        }

        await using var session = await PostgresSession.OpenAsync(connection);
        Assert.Equal([server], await session.TextsAsync("SELECT pg_backend_pid()"));
        Assert.Equal([""], await session.TextsAsync("SELECT current_setting('giftcards.merchant', true)"));
        Assert.Equal(["0"], await session.TextsAsync("SELECT count(*) FROM cards"));
    }

    [Fact]
    public async Task A_session_stays_confined_after_rollbacks_and_failures_and_when_it_writes_first()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (mine, _) = await TradeAsync(world);
        await using var context = world.Database.OpenFor(TestWorld.StaffOf(mine));
        foreach (var name in new[] { "One", "Two" })
        {
            context.ApiKeys.Add(CreateApiKeyHandler.Row(mine.Id, name, $"sk_test_{name}", Permissions.Scopes, world.Clock.GetInstant()));
        }

        Assert.Equal(2, await context.SaveChangesAsync(Token));
        await context.Database.OpenConnectionAsync(Token);
        await using (var transaction = await context.Database.BeginTransactionAsync(Token))
        {
            Assert.Equal(1, await context.Cards.IgnoreQueryFilters().CountAsync(Token));
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal(1, await context.Cards.IgnoreQueryFilters().CountAsync(Token));
        await context.Database.CloseConnectionAsync();
        await context.Database.OpenConnectionAsync(Token);
        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(context, "SELECT 1 / (SELECT 0)"));
        Assert.Equal(1, await context.Cards.IgnoreQueryFilters().CountAsync(Token));
        Assert.Equal(1, await context.Cards.Where(card => card.InitialAmountMinor == 1_000).ExecuteUpdateAsync(
            update => update.SetProperty(card => card.Design, "festive"), Token));
    }

    [Fact]
    public async Task Naming_the_merchant_costs_no_round_trip()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 1_000);
        var staff = TestWorld.StaffOf(merchant);
        var database = new NpgsqlConnectionStringBuilder(world.Options.ConnectionString).Database!;
        var commands = new ConcurrentQueue<string>();
        await world.Get<CardQueries>().TransactionsAsync(staff, card.GiftCard.Id, PageRequest.First, Token);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TagObjects.Any(tag => tag.Value is string text && text == database))
                {
                    commands.Enqueue(string.Join(' ', activity.TagObjects.Select(tag => tag.Value)));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        await world.Get<CardQueries>().TransactionsAsync(staff, card.GiftCard.Id, PageRequest.First, Token);

        Assert.Collection(
            commands,
            command => Assert.Contains("FROM \"cards\"", command, StringComparison.Ordinal),
            command => Assert.Contains("FROM card_transactions", command, StringComparison.Ordinal));
        Assert.All(commands, command => Assert.Contains("giftcards.merchant", command, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_of_the_platform_is_seen_by_every_merchant_and_changed_by_none()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var (mine, _) = await TradeAsync(world);
        var card = Guid.NewGuid();
        await PostgresSession.RunAsync(
            PostgresSessions.Across(world.Options.ConnectionString),
            $$"""
              INSERT INTO cards SELECT (jsonb_populate_record(card, jsonb_build_object(
                  'merchant_id', '{{MerchantId.Platform.Value}}', 'id', '{{card}}', 'code_hash', '\x00'))).*
              FROM cards card WHERE merchant_id = '{{mine.Id.Value}}'
              """);

        await using (var context = world.Database.OpenFor(TestWorld.StaffOf(mine)))
        {
            Assert.Equal(1, await context.Cards.IgnoreQueryFilters().CountAsync(row => row.Id == new CardId(card), Token));
            Assert.Equal(1, await context.Cards.CountAsync(Token));
            Assert.Equal(0, await RunAsync(context, $"UPDATE cards SET version = version WHERE id = '{card}'"));
            Assert.Equal(0, await RunAsync(context, $"DELETE FROM cards WHERE id = '{card}'"));
        }

        await using var stranger = world.Database.OpenFor(new Actor.Anonymous("::1"));
        Assert.Equal(0, await stranger.Cards.IgnoreQueryFilters().CountAsync(Token));
    }

    private static async Task<(Merchant Mine, Merchant Other)> TradeAsync(TestWorld world)
    {
        var mine = await world.AddMerchantAsync("mine");
        var other = await world.AddMerchantAsync("other");
        await world.IssueCardAsync(mine, 1_000);
        var theirs = await world.IssueCardAsync(other, 2_000);
        await world.RedeemAsync(other, theirs.Code!, 500);
        await world.PayAsync(await world.PlaceOrderAsync(other, 3_000));
        return (mine, other);
    }

    private static Task<int> CountAsync(GiftCardsDbContext context, string sql) =>
        context.Database.SqlQueryRaw<int>(sql).SingleAsync(Token);

    private static Task<int> RunAsync(GiftCardsDbContext context, string sql) =>
        context.Database.ExecuteSqlRawAsync(sql, Token);
}
