using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Persistence;

public sealed class DatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_migrations_make_the_model_that_the_code_has(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await using var context = world.Database.OpenAcrossMerchants();

        Assert.False(context.Database.HasPendingModelChanges());
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Token));
    }

    [Theory, EveryProvider]
    public async Task A_merchant_sees_its_own_rows_and_a_buyer_those_of_no_merchant(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var mine = await world.AddMerchantAsync("mine");
        var other = await world.AddMerchantAsync("other");
        await world.IssueCardAsync(mine, 1_000);
        await world.IssueCardAsync(other, 2_000);
        await world.PayAsync(await world.PlaceOrderAsync(other, 3_000));

        await using (var context = world.Database.OpenFor(TestWorld.StaffOf(mine)))
        {
            Assert.Equal([1_000L], await context.Cards.Select(card => card.InitialAmountMinor).ToListAsync(Token));
            Assert.Equal(1, await context.JournalEntries.CountAsync(Token));
            Assert.Equal(0, await context.Orders.CountAsync(Token));
            Assert.Equal(0, await context.Sales.CountAsync(Token));
            Assert.Equal(0, await context.Outbox.CountAsync(Token));
        }

        await using var stranger = world.Database.OpenFor(new Actor.Anonymous("::1"));
        Assert.Equal(0, await stranger.Cards.CountAsync(Token));
        Assert.Equal(0, await stranger.Orders.CountAsync(Token));
    }

    [Fact]
    public async Task A_copy_of_the_database_holds_no_code_and_no_address_in_the_clear()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        var placed = await world.PlaceOrderAsync(merchant, 10_000, recipient: "canary.recipient@example.test");
        var paid = await world.PayAsync(placed);
        var code = paid.Value.GiftCards[0].Code!;

        await using var context = world.Database.OpenAcrossMerchants();
        await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", Token);
        var file = new SqliteConnectionStringBuilder(context.Database.GetConnectionString()).DataSource;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Token);

        foreach (var secret in new[] { code, code.Replace("-", "", StringComparison.Ordinal), "canary.recipient", "Rita Recipient", "ben@example", "Ben Buyer", "Enjoy!", placed.AccessToken! })
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
        }
    }

    [Fact]
    public async Task A_value_moved_to_another_row_or_changed_is_not_decrypted()
    {
        await using var world = await TestWorld.StartAsync();
        var cipher = world.Protector.Encrypt("KATIA-AAAA-BBBB-CCCC", "cards.code:1");

        Assert.Equal("KATIA-AAAA-BBBB-CCCC", world.Protector.Decrypt(cipher, "cards.code:1"));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => world.Protector.Decrypt(cipher, "cards.code:2"));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(
            () => world.Protector.Decrypt(cipher[..^6] + (cipher[^6] == 'A' ? 'B' : 'A') + cipher[^5..], "cards.code:1"));
    }

    [Fact]
    public void An_older_key_still_reads_and_finds_what_it_protected()
    {
        var old = new SecretKey("old", [.. Enumerable.Repeat((byte)7, 32)]);
        var current = new SecretKey("new", [.. Enumerable.Repeat((byte)8, 32)]);
        var before = new Protector(new SecretKeys([old], [old], [old]));
        var after = new Protector(new SecretKeys([current, old], [current, old], [current, old]));

        Assert.Equal("secret", after.Decrypt(before.Encrypt("secret", "x"), "x"));
        Assert.Contains(after.HashesOfCode("CODE2222"), hash => hash.SequenceEqual(before.HashCode("CODE2222")));
        Assert.True(after.IsSigned("p", "t", before.Sign("p", "t")));
        Assert.StartsWith("new.", after.Encrypt("secret", "x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("k1:AAAA")]
    [InlineData("k 1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_key_that_is_none_says_which_setting_to_mend(string text)
    {
        var error = Assert.Throws<FormatException>(() => SecretKey.ParseList("Keys:Data", text));
        Assert.Contains("Keys:Data", error.Message, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task An_order_is_stored_with_its_commission_rate(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await world.PlaceOrderAsync(merchant, 10_000);

        await using var context = world.Database.OpenAcrossMerchants();
        var order = await context.Orders.SingleAsync(Token);
        Assert.Equal((50_000, "Ben Buyer", OrderStatus.Pending), (order.CommissionPartsPerMillion, order.PurchaserName, order.Status));
    }
}
