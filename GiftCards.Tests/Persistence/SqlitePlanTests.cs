using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Sqlite;
using GiftCards.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// SQLite finds what belongs to one card or one stretch of time by it, and not by reading all that its merchant has.
/// </summary>
public sealed class SqlitePlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("card_transactions", "card_id = 'c' ORDER BY id DESC LIMIT 25", "(card_id=?)")]
    [InlineData("card_transactions", "type IN ('issue', 'redeem') AND card_id IN ('a', 'b')", "(card_id=?)")]
    [InlineData("card_transactions", "at >= 1 AND at < 2", "(merchant_id=? AND at>? AND at<?)")]
    [InlineData("postings", "entry_id = 'e'", "(merchant_id=? AND entry_id=?)")]
    [InlineData("cards", "id = 'c'", "id=?)")]
    public async Task What_belongs_to_one_thing_is_found_by_it(string table, string condition, string by)
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.Sqlite);
        await using var connection = new SqliteConnection(world.Options.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE merchant_id = 'm' AND {condition}";
        await using var reader = await command.ExecuteReaderAsync(Token);

        Assert.True(await reader.ReadAsync(Token));
        Assert.Contains(by, reader.GetString(3), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_was_open_when_this_was_told_is_not_used_again()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.Sqlite);
        var folder = Directory.CreateTempSubdirectory("giftcards-plan");
        var migrator = world.Get<DatabaseMigrator>().For($"Data Source={Path.Combine(folder.FullName, "new.db")}");
        await migrator.MigrateAsync(Token);
        await using (var context = migrator.Open())
        {
            await context.Database.OpenConnectionAsync(Token);
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText =
                "EXPLAIN QUERY PLAN SELECT * FROM card_transactions WHERE merchant_id = 'm' AND card_id IN ('a', 'b')";
            await using var reader = await command.ExecuteReaderAsync(Token);

            Assert.True(await reader.ReadAsync(Token));
            Assert.Contains("(card_id=?)", reader.GetString(3), StringComparison.Ordinal);
            SqliteConnection.ClearPool((SqliteConnection)context.Database.GetDbConnection());
        }

        folder.Delete(true);
    }

    [Theory]
    [InlineData("1000000 50000 4", false, "merchant_id", "entry_id")]
    [InlineData("1000000 50000 1", true, "merchant_id", "id")]
    [InlineData("1000000 50000 5", false, "merchant_id", "at")]
    [InlineData("1000000 200000 20", false, "status", "expires_at")]
    [InlineData("1000000 4 1 1", true, "card_id", "version_after", "merchant_id")]
    public void Few_rows_share_a_card_and_many_a_merchant(string said, bool isUnique, params string[] columns) =>
        Assert.Equal(said, SqliteStatistics.StatisticsOf(columns, isUnique));
}
