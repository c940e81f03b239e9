using System.Data.Common;
using GiftCards.Core;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>
/// The domain on a real database, without the web. Tests say what people do; nothing here reaches around a use case,
/// except to set a merchant up.
/// </summary>
public sealed class TestWorld : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private TestWorld(TestDatabase database, ServiceProvider services)
    {
        this.database = database;
        this.services = services;
    }

    public TestClock Clock => (TestClock)services.GetRequiredService<TimeProvider>();

    public GiftCardsDatabase Database => services.GetRequiredService<GiftCardsDatabase>();

    /// <summary>Where its data is, for another application on the same.</summary>
    public TestDatabase OwnDatabase => database;

    public Protector Protector => services.GetRequiredService<Protector>();

    /// <summary>How the database is reached, by the application and by its owner.</summary>
    public DatabaseOptions Options => database.Options;

    public LogLines Log => services.GetRequiredService<LogLines>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestWorld> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<IServiceCollection>? configure = null) =>
        On(await TestDatabase.CreateAsync(provider), configure);

    /// <summary>The domain on a database that others use too; ends it with itself.</summary>
    public static TestWorld On(TestDatabase database, Action<IServiceCollection>? configure = null)
    {
        var log = new LogLines();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new TestClock());
        services.AddSingleton(log);
        services.AddLogging(logging => logging.AddProvider(log));
        services.Configure<IdentityOptions>(IdentityStore.Configure);
        services.AddGiftCardsCore(TestDatabase.Keys, new CommissionPolicy(new Rate(50_000)));
        services.AddGiftCardsDatabase(database.Options);
        services.AddStrictQueries();
        configure?.Invoke(services);
        services.TryAddSingleton(new RateLimitOptions(1));
        services.TryAddSingleton<AttemptLimiter>(); // What the outbox does for people counts their attempts.
        return new TestWorld(database, services.BuildServiceProvider(validateScopes: true));
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        database.Dispose();
    }

    /// <summary>An approved merchant that sells cards; the changes apply to its settings.</summary>
    public async Task<Merchant> AddMerchantAsync(
        string slug = "salon", string currency = "AED", string zone = "Asia/Dubai", Action<GiftCardSettings>? settings = null)
    {
        var (merchant, own) = NewMerchant(Get<TimeProvider>().GetInstant(), slug, currency, zone);
        settings?.Invoke(own);
        await using var context = Database.OpenAcrossMerchants();
        context.Add(merchant);
        context.Add(own);
        await context.SaveChangesAsync(Token);
        return merchant;
    }

    /// <summary>An approved merchant that is not stored yet, with settings that suit most tests.</summary>
    public static (Merchant Merchant, GiftCardSettings Settings) NewMerchant(
        DateTimeOffset now, string slug, string currency = "AED", string zone = "Asia/Dubai")
    {
        var merchant = new Merchant
        {
            Id = PublicId.New<MerchantId>(now),
            Slug = slug,
            Name = $"Merchant {slug}",
            Description = "A merchant of a test",
            Category = MerchantCategory.Beauty,
            City = "Dubai",
            Country = "AE",
            Currency = Currency.Of(currency),
            TimeZone = zone,
            Status = MerchantStatus.Approved,
            CreatedAt = now,
            ApprovedAt = now,
        };
        merchant.Reindex();
        var own = new GiftCardSettings
        {
            MerchantId = merchant.Id,
            Currency = merchant.Currency,
            PresetsMinor = [10_000, 20_000, 50_000],
            MinMinor = 1_000,
            MaxMinor = 1_000_000,
            CodePrefix = "TEST",
            CreatedAt = now,
            UpdatedAt = now,
        };
        return (merchant, own);
    }

    /// <summary>Somebody at the merchant's counter.</summary>
    public static Actor StaffOf(Merchant merchant, StaffRole role = StaffRole.Owner) =>
        new Actor.Staff(new UserId(Guid.NewGuid()), merchant.Id, role);

    /// <summary>A key to the API with all scopes, as the owner would make it.</summary>
    public async Task<string> AddKeyAsync(Merchant merchant)
    {
        var created = await ActivatorUtilities.CreateInstance<CreateApiKeyHandler>(services).HandleAsync(
            StaffOf(merchant), new CreateApiKey { Merchant = merchant.Id, Name = "Test", Scopes = Permissions.Scopes }, Token);
        return created.Value.Key;
    }

    /// <summary>A card sold at the counter; answers with its view and its code.</summary>
    public async Task<IssuedCard> IssueCardAsync(Merchant merchant, long amountMinor, CardSource source = CardSource.Promotion)
    {
        var issued = await Get<IssueCardHandler>().HandleAsync(
            StaffOf(merchant),
            new IssueCard(new Money(amountMinor, merchant.Currency), source),
            Guid.NewGuid().ToString(),
            Token);
        return issued.Value.Value;
    }

    /// <summary>A redemption at the counter by code, with a key of its own unless one is given.</summary>
    public Task<Result<Answer<Redemption>>> RedeemAsync(
        Merchant merchant, string code, long amountMinor, long? purchaseTotalMinor = null, string? key = null, Actor? actor = null) =>
        Get<RedeemCardHandler>().HandleAsync(
            actor ?? StaffOf(merchant),
            new RedeemCard(
                new CardReference(null, code),
                new Money(amountMinor, merchant.Currency),
                purchaseTotalMinor is { } total ? new Money(total, merchant.Currency) : null,
                SaleReference.None),
            key ?? Guid.NewGuid().ToString(),
            Token);

    /// <summary>An order of one kind of card, not yet paid.</summary>
    public async Task<PlacedOrder> PlaceOrderAsync(
        Merchant merchant,
        long amountMinor,
        int quantity = 1,
        string? recipient = null,
        Actor? buyer = null,
        string email = "ben@example.test",
        DeliveryMethod delivery = DeliveryMethod.Email)
    {
        var placed = await Get<PlaceOrderHandler>().HandleAsync(
            buyer ?? new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(
                merchant.Slug,
                [
                    new PlaceOrderItem(new Money(amountMinor, merchant.Currency))
                    {
                        Quantity = quantity,
                        Recipient = recipient is null ? null : new Party("Rita Recipient", recipient),
                        Message = "Enjoy!",
                        Delivery = delivery,
                    },
                ],
                new Purchaser("Ben Buyer", email, null)),
            Guid.NewGuid().ToString(),
            Token);
        return placed.Value.Value;
    }

    /// <summary>An order that tops a card up, not yet paid; by a guest unless somebody is named.</summary>
    public Task<Result<Answer<PlacedOrder>>> PlaceTopUpAsync(
        Merchant merchant, TopUpTarget target, long amountMinor, Actor? buyer = null, string email = "ben@example.test") =>
        Get<PlaceOrderHandler>().HandleAsync(
            buyer ?? new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(
                merchant.Slug,
                [new PlaceOrderItem(new Money(amountMinor, merchant.Currency)) { TopUp = target }],
                new Purchaser("Ben Buyer", email, null)),
            Guid.NewGuid().ToString(),
            Token);

    /// <summary>Pays an order with one of the sandbox's test cards.</summary>
    public Task<Result<OrderView>> PayAsync(PlacedOrder placed, string cardNumber = "4242 4242 4242 4242") =>
        Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.OrderHolder(placed.Order.Id),
            new PaySandboxOrder(placed.Order.Id, new SandboxCard(cardNumber, "12/30", "123"), null),
            Token);

    /// <summary>Runs a statement as whoever owns the tables, beside the application.</summary>
    public async Task ExecuteAsOwnerAsync(string sql)
    {
        await using DbConnection connection = Options.Provider == DatabaseProvider.PostgreSql
            ? new NpgsqlConnection(Options.MigrationsConnectionString)
            : new SqliteConnection(Options.MigrationsConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>The books are right, as a whole.</summary>
    public async Task AssertBooksAsync()
    {
        foreach (var finding in await Get<Invariants>().CheckAsync(Token))
        {
            Assert.True(finding.Holds, $"{finding.Name}: {finding.Breaches} of {finding.Checked}");
        }
    }
}
