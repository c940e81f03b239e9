using System.Text;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Recovery;

public sealed class RestoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_backup_goes_into_an_empty_database_and_no_money_moves_there(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        using var folder = new Folder();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        await AddSessionAsync(world);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var manifest = await world.Get<BackupDatabase>().WriteAsync(folder.File, Token);
        await world.RedeemAsync(merchant, card.Code!, 4_000);

        await using var elsewhere = TestWorld.On(await TestDatabase.CreateEmptyAsync(provider));
        var restored = await elsewhere.Get<RestoreDatabase>().RestoreAsync(folder.File, replace: false, Token);

        Assert.Equal(Text(manifest), Text(restored.Manifest));
        Assert.Null(restored.SetAside);
        Assert.IsType<RestoreUnderReview>((await elsewhere.RedeemAsync(merchant, card.Code!, 1_000)).Error);
        Assert.Equal(10_000, (await elsewhere.LookAsync(merchant, card)).Balance.Minor);
        await using (var context = elsewhere.Database.OpenAcrossMerchants())
        {
            Assert.Equal(manifest.At, (await context.Restorations.SingleAsync(Token)).BackupAt);
            Assert.NotNull((await context.Sessions.SingleAsync(Token)).EndedAt);
            Assert.Empty(await context.Database.GetPendingMigrationsAsync(Token));
        }

        await elsewhere.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_database_that_is_not_empty_is_replaced_only_when_told_to(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        using var folder = new Folder();
        var merchant = await world.AddMerchantAsync();
        var card = await world.IssueCardAsync(merchant, 10_000);
        await world.Get<BackupDatabase>().WriteAsync(folder.File, Token);
        await using var other = await TestWorld.StartAsync(provider);
        await other.IssueCardAsync(await other.AddMerchantAsync("other"), 5_000);
        await other.Get<MovementEngine>().DisposeAsync(); // As when the application ends.
        other.OwnDatabase.LetGo();

        var refusal = await Assert.ThrowsAsync<RecoveryException>(
            () => other.Get<RestoreDatabase>().RestoreAsync(folder.File, replace: false, Token));
        Assert.Contains("--replace", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("other", await SlugAsync(other));
        other.OwnDatabase.LetGo();

        var restored = await other.Get<RestoreDatabase>().RestoreAsync(folder.File, replace: true, Token);

        Assert.Equal("salon", await SlugAsync(other));
        Assert.Equal(10_000, (await other.LookAsync(merchant, card)).Balance.Minor);
        Assert.Equal(provider == DatabaseProvider.Sqlite, File.Exists(restored.SetAside));
        await other.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_database_that_is_in_use_is_left_alone(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        using var folder = new Folder();
        await world.AddMerchantAsync();
        await world.Get<BackupDatabase>().WriteAsync(folder.File, Token);
        await using var reader = world.Database.OpenAcrossMerchants();
        await reader.Database.OpenConnectionAsync(Token);
        Assert.Equal(1, await reader.Merchants.CountAsync(Token));

        var refusal = await Assert.ThrowsAsync<RecoveryException>(
            () => world.Get<RestoreDatabase>().RestoreAsync(folder.File, replace: true, Token));

        Assert.Contains("Stop the application", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("salon", await SlugAsync(world));
        Assert.False(await world.Get<ReadOnlyMode>().IsOnAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task What_is_not_the_backup_that_was_made_is_refused(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        using var folder = new Folder();
        await world.IssueCardAsync(await world.AddMerchantAsync(), 10_000);
        await world.Get<BackupDatabase>().WriteAsync(folder.File, Token);
        var manifest = await File.ReadAllTextAsync(BackupManifest.PathOf(folder.File), Token);
        await using var elsewhere = TestWorld.On(await TestDatabase.CreateEmptyAsync(provider));

        await RefusedAsync("other.db", "There is no file");
        await RefusedWithAsync("nonsense", "no manifest");
        await RefusedWithAsync(manifest.Replace("2026", "9026", StringComparison.Ordinal), "newer");
        await RefusedWithAsync(manifest.Replace($"\"{provider.ToString().ToLowerInvariant()}\"", "\"oracle\"", StringComparison.Ordinal), "its own kind");
        await RefusedWithAsync(manifest.Replace("\"rows\": 1,", "\"rows\": 2,", StringComparison.Ordinal), "differ");
        await File.WriteAllTextAsync(BackupManifest.PathOf(folder.File), manifest, Token);
        await File.AppendAllTextAsync(folder.File, "x", Token);
        await RefusedAsync(folder.File, "its hash differs");
        File.Delete(BackupManifest.PathOf(folder.File));
        await RefusedAsync(folder.File, "manifest.json");

        async Task RefusedWithAsync(string text, string because)
        {
            await File.WriteAllTextAsync(BackupManifest.PathOf(folder.File), text, Token);
            await RefusedAsync(folder.File, because);
        }

        async Task RefusedAsync(string file, string because)
        {
            var refusal = await Assert.ThrowsAsync<RecoveryException>(
                () => elsewhere.Get<RestoreDatabase>().RestoreAsync(file, replace: true, Token));
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory, EveryProvider]
    public async Task Keys_that_do_not_fit_are_noticed_before_anybody_uses_the_database(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        using var folder = new Folder();
        await world.IssueCardAsync(await world.AddMerchantAsync(), 10_000);
        await world.Get<BackupDatabase>().WriteAsync(folder.File, Token);
        SecretKey other = new("d1", [.. Enumerable.Repeat((byte)9, 32)]);
        SecretKey code = new("c1", [.. Enumerable.Repeat((byte)9, 32)]);

        await RefusedAsync(TestDatabase.Keys with { Data = [other] }, "Keys:Data");
        await RefusedAsync(TestDatabase.Keys with { Codes = [code] }, "Keys:Codes");

        async Task RefusedAsync(SecretKeys keys, string because)
        {
            await using var elsewhere = TestWorld.On(
                await TestDatabase.CreateEmptyAsync(provider),
                services => services.AddSingleton(new Protector(keys)));
            var refusal = await Assert.ThrowsAsync<RecoveryException>(
                () => elsewhere.Get<RestoreDatabase>().RestoreAsync(folder.File, replace: false, Token));
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
            if (provider == DatabaseProvider.PostgreSql)
            {
                // Half a restore is not served, and begun again it can be finished.
                var start = await Assert.ThrowsAsync<RecoveryException>(
                    () => elsewhere.Get<DatabaseMigrator>().MigrateAsync(Token));
                Assert.Contains("not finished", start.Message, StringComparison.Ordinal);
                elsewhere.OwnDatabase.LetGo();
                await using var again = TestWorld.On(elsewhere.OwnDatabase);
                await again.Get<RestoreDatabase>().RestoreAsync(folder.File, replace: true, Token);
                await again.Get<DatabaseMigrator>().MigrateAsync(Token);
                await again.AssertBooksAsync();
            }
        }
    }

    [Fact]
    public async Task A_backup_holds_no_code_and_no_address_in_the_clear_and_only_its_owner_may_read_it()
    {
        await using var world = await TestWorld.StartAsync();
        using var folder = new Folder();
        var placed = await world.PlaceOrderAsync(await world.AddMerchantAsync(), 10_000, recipient: "canary.recipient@example.test");
        var paid = await world.PayAsync(placed);
        await world.Get<BackupDatabase>().WriteAsync(folder.File, Token);

        foreach (var file in new[] { folder.File, BackupManifest.PathOf(folder.File) })
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            var bytes = await File.ReadAllBytesAsync(file, Token);
            foreach (var secret in new[] { paid.Value.GiftCards[0].Code!, "canary.recipient", "Rita Recipient", "Ben Buyer" })
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
            }
        }

        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
        var refusal = await Assert.ThrowsAsync<RecoveryException>(() => world.Get<BackupDatabase>().WriteAsync(folder.File, Token));
        Assert.Contains("already", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_of_PostgreSQL_that_is_missing_is_named()
    {
        using var folder = new Folder();
        await using var world = await TestWorld.StartAsync(
            DatabaseProvider.PostgreSql, services => services.AddSingleton(new BackupOptions(folder.Path)));

        var refusal = await Assert.ThrowsAsync<RecoveryException>(() => world.Get<BackupDatabase>().WriteAsync(folder.File, Token));

        Assert.Contains("pg_dump was not found", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static string Text(BackupManifest manifest) => Encoding.UTF8.GetString(manifest.ToBytes());

    private static async Task AddSessionAsync(TestWorld world)
    {
        var now = world.Clock.GetInstant();
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(new Session
        {
            Id = PublicId.New<SessionId>(now),
            UserId = new UserId(Guid.NewGuid()),
            AccessTokenHash = [1],
            AccessExpiresAt = now.AddHours(1),
            CreatedAt = now,
            LastSeenAt = now,
        });
        await context.SaveChangesAsync(Token);
    }

    private static async Task<string> SlugAsync(TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Merchants.Select(merchant => merchant.Slug).SingleAsync(Token);
    }
}
