using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// Every key of the journal carries the merchant, so its tables can be split by merchant on a database that grew, and
/// no line of the application knows.
/// </summary>
public sealed class PartitionTests
{
    private static readonly string[] Journal = ["card_transactions", "journal_entries", "postings", "sales"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_journal_is_split_by_merchant_and_everything_goes_on_as_before()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var mine = await world.AddMerchantAsync("mine");
        var other = await world.AddMerchantAsync("other");
        var card = await world.IssueCardAsync(mine, 10_000);
        var used = (await world.RedeemAsync(mine, card.Code!, 2_000)).Value.Value;
        await world.PayAsync(await world.PlaceOrderAsync(other, 7_000));
        await using var owner = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        const string Shape =
            """
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY (ARRAY['card_transactions', 'journal_entries', 'postings', 'sales'])
            UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conparentid = 0 AND conrelid = ANY (ARRAY['card_transactions', 'journal_entries', 'postings', 'sales']::regclass[])
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger
                WHERE NOT tgisinternal AND tgrelid = ANY (ARRAY['card_transactions', 'journal_entries', 'postings', 'sales']::regclass[])
            ORDER BY 1
            """;
        var before = await owner.TextsAsync(Shape);

        await SplitAsync(owner, world);

        Assert.Equal(Journal, await owner.TextsAsync("SELECT relname FROM pg_class WHERE relkind = 'p' ORDER BY 1"));
        Assert.Equal(before, (await owner.TextsAsync(Shape)).Select(line => line.Replace(" ON ONLY ", " ON ", StringComparison.Ordinal)));
        await world.AssertBooksAsync();
        await world.VoidAsync(TestWorld.StaffOf(mine), used.Transaction.Id, new Money(500, mine.Currency));
        await world.RedeemAsync(mine, card.Code!, 1_000);
        await world.PayAsync(await world.PlaceOrderAsync(other, 3_000));
        var history = await world.Get<CardQueries>().TransactionsAsync(
            TestWorld.StaffOf(mine), card.GiftCard.Id, PageRequest.First, Token);
        Assert.Equal([-1_000, 500, -2_000, 10_000], history.Value.Data.Select(line => line.Amount.Minor));
        await world.AssertBooksAsync();
        await StillConfinedAsync(world, owner, mine);
    }

    // The number is small, so that two merchants may well share a partition.
    private static async Task SplitAsync(PostgresSession owner, TestWorld world)
    {
        var script = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "eng", "partition-journal.sql"), Token);
        await owner.RunAsync("SET giftcards.partitions = 3");
        await owner.RunAsync(script);
        await owner.RunAsync(script);
        await world.Get<DatabaseMigrator>().MigrateAsync(Token);
    }

    private static async Task StillConfinedAsync(TestWorld world, PostgresSession owner, Merchant mine)
    {
        await using var application = await PostgresSession.OpenAsync(world.Options.ConnectionString);
        await application.RunAsync($"SET giftcards.merchant = '{mine.Id.Value}'");
        foreach (var table in Journal)
        {
            var change = await Assert.ThrowsAsync<PostgresException>(
                () => owner.RunAsync($"UPDATE {table} SET merchant_id = merchant_id"));
            Assert.Contains("append-only", change.Message, StringComparison.Ordinal);
            foreach (var attack in new[] { $"DELETE FROM {table}", $"SELECT FROM {table}_0", $"TRUNCATE {table}_1" })
            {
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => application.RunAsync(attack));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
            }

            Assert.Equal(["0"], await application.TextsAsync($"SELECT count(*) FROM {table} WHERE merchant_id <> '{mine.Id.Value}'"));
        }
    }
}
