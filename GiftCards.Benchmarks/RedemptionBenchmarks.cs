using BenchmarkDotNet.Attributes;
using GiftCards.Core;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Benchmarks;

/// <summary>
/// One redemption by one client on SQLite with full durability. The anchor is the least the database itself can do:
/// one guarded update and two inserts in one transaction, prepared.
/// </summary>
public class RedemptionBenchmarks
{
    private const long Plenty = 100_000_000_000;
    private static readonly byte[] Key = new byte[32];
    private string folder = "";
    private ServiceProvider services = null!;
    private SqliteConnection bare = null!;
    private Actor cashier = null!;
    private string code = "";

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        folder = Directory.CreateTempSubdirectory("giftcards-bench").FullName;
        var connection = $"Data Source={folder}/bench.db";
        var options = new DatabaseOptions(DatabaseProvider.Sqlite, connection, connection);
        services = new ServiceCollection()
            .AddLogging()
            .Configure<IdentityOptions>(IdentityStore.Configure)
            .AddGiftCardsCore(new SecretKeys([new("b", Key)], [new("b", Key)], [new("b", Key)]), new CommissionPolicy(default))
            .AddGiftCardsDatabase(options)
            .BuildServiceProvider();
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        var merchant = await AddMerchantAsync();
        cashier = new Actor.Staff(new UserId(Guid.NewGuid()), merchant.Id, StaffRole.Owner);
        var issued = await services.GetRequiredService<IssueCardHandler>().HandleAsync(
            cashier, new IssueCard(new Money(Plenty, merchant.Currency), CardSource.Promotion), "card", CancellationToken.None);
        code = issued.Value.Value.Code!;
        await OpenBareAsync();
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await bare.DisposeAsync();
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    [Benchmark(Baseline = true)]
    public void BareTransaction()
    {
        using var transaction = bare.BeginTransaction();
        using var command = bare.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            """
            UPDATE c SET balance = balance - 1 WHERE id = 1 AND balance >= 1;
            INSERT INTO e (card, amount) VALUES (1, -1);
            INSERT INTO e (card, amount) VALUES (0, 1);
            """;
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    [Benchmark]
    public async Task<bool> RedeemAsync()
    {
        var answer = await services.GetRequiredService<RedeemCardHandler>().HandleAsync(
            cashier,
            new RedeemCard(new CardReference(null, code), new Money(1, Currency.Of("AED")), null, Core.Ledger.SaleReference.None),
            Guid.NewGuid().ToString(),
            CancellationToken.None);
        return answer.IsOk;
    }

    private async Task<Merchant> AddMerchantAsync()
    {
        var merchant = new Merchant
        {
            Id = new MerchantId(Guid.NewGuid()),
            Slug = "bench",
            Name = "Bench",
            Description = "",
            Category = MerchantCategory.Cafe,
            City = "Dubai",
            Country = "AE",
            Currency = Currency.Of("AED"),
            TimeZone = "Asia/Dubai",
            Status = MerchantStatus.Approved,
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
        await using var context = services.GetRequiredService<GiftCardsDatabase>().OpenAcrossMerchants();
        context.Add(merchant);
        context.Add(new GiftCardSettings
        {
            MerchantId = merchant.Id,
            Currency = merchant.Currency,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        });
        await context.SaveChangesAsync();
        return merchant;
    }

    private async Task OpenBareAsync()
    {
        bare = new SqliteConnection($"Data Source={folder}/bare.db");
        await bare.OpenAsync();
        await using var command = bare.CreateCommand();
        command.CommandText =
            """
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            CREATE TABLE c (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL);
            CREATE TABLE e (id INTEGER PRIMARY KEY, card INTEGER NOT NULL, amount INTEGER NOT NULL);
            INSERT INTO c VALUES (1, 100000000000);
            """;
        await command.ExecuteNonQueryAsync();
    }
}
