using System.Security.Cryptography;
using GiftCards.Core;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GiftCards.Benchmarks.Load;

/// <summary>One merchant with an API key and many cards of plenty, on a database of its own.</summary>
internal sealed class LoadWorld : IAsyncDisposable
{
    private const int SeedBatch = 2_000;
    private const int Kept = 5_000;
    private static readonly byte[] Key = SHA256.HashData("benchmarks"u8);

    private LoadWorld(DatabaseOptions options, ServiceProvider services)
    {
        Options = options;
        Services = services;
    }

    public DatabaseOptions Options { get; }

    public ServiceProvider Services { get; }

    public Merchant Merchant { get; private set; } = null!;

    /// <summary>The merchant's API key, as the application's actor and as a program sends it.</summary>
    public Actor Actor { get; private set; } = null!;

    public string ApiKey { get; private set; } = "";

    /// <summary>The secret of all three kinds of keys, base64.</summary>
    public static string KeyText => Convert.ToBase64String(Key);

    /// <summary>The cards that are used, with their codes.</summary>
    public List<(CardId Id, string Code)> Cards { get; } = [];

    /// <summary>The hashes of their codes.</summary>
    public List<byte[]> Hashes { get; } = [];

    public static async Task<LoadWorld> StartAsync(DatabaseOptions options)
    {
        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error))
            .Configure<IdentityOptions>(IdentityStore.Configure)
            .AddGiftCardsCore(
                new SecretKeys([new("b", Key)], [new("b", Key)], [new("b", Key)]), new CommissionPolicy(new Rate(50_000)))
            .AddGiftCardsDatabase(options)
            .BuildServiceProvider();
        var world = new LoadWorld(options, services);
        await services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await world.AddMerchantAsync();
        return world;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Writes movements in one commit, without the engine's queues.</summary>
    public IMovementWriter NewWriter() => Options.Provider == DatabaseProvider.Sqlite
        ? new SqliteMovements(Get<GiftCardsDatabase>())
        : new PostgresMovements(Get<GiftCardsDatabase>());

    /// <summary>Adds cards until there are so many; a few thousand of them are kept for use.</summary>
    public async Task GrowAsync(int from, int to)
    {
        await using var writer = NewWriter();
        var now = Get<TimeProvider>().GetUtcNow();
        for (var done = from; done < to; done += SeedBatch)
        {
            var issues = Enumerable.Range(0, Math.Min(SeedBatch, to - done)).Select(_ => Issue(now)).ToArray();
            await writer.WriteAsync(issues);
        }
    }

    private Movement Issue(DateTimeOffset now)
    {
        var value = new Money(100_000_000, Merchant.Currency);
        var (card, entry) = NewCard(value, now);
        if (Cards.Count < Kept)
        {
            Cards.Add((card.Id, card.ReadCode(Get<Protector>())!.Display));
            Hashes.Add(card.CodeHash);
        }

        return new Movement
        {
            Merchant = Merchant.Id,
            Card = card.Id,
            Currency = Merchant.Currency,
            NewCard = card,
            BalanceDelta = 0,
            Status = StatusRule.Keep,
            Guard = new MovementGuard(now),
            Entry = entry,
        };
    }

    /// <summary>A card that is yet to be written, with its entry.</summary>
    public (Card Card, JournalEntry Entry) NewCard(Money value, DateTimeOffset now)
    {
        var card = Card.Issue(
            new CardTerms(Merchant.Id, value, CardSource.Promotion, new CardRules(true, true, null)),
            CardCode.Generate("LOAD", 3),
            Get<Protector>(),
            now);
        var entry = JournalEntry.ForCard(
            new EntryDraft(Merchant.Id, EntryType.Issue, now, Actor),
            new CardSide(card.Id, value) { After = card.Standing },
            PostingRules.Promotion(card.Id, value));
        return (card, entry);
    }

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();

    private async Task AddMerchantAsync()
    {
        var now = Get<TimeProvider>().GetUtcNow();
        Merchant = new Merchant
        {
            Id = new MerchantId(Guid.NewGuid()),
            Slug = "load",
            Name = "Load",
            Description = "",
            Category = MerchantCategory.Cafe,
            City = "Dubai",
            Country = "AE",
            Currency = Currency.Of("AED"),
            TimeZone = "Asia/Dubai",
            Status = MerchantStatus.Approved,
            CreatedAt = now,
        };
        await using var context = Get<GiftCardsDatabase>().OpenAcrossMerchants();
        context.Add(Merchant);
        context.Add(new GiftCardSettings
        {
            MerchantId = Merchant.Id,
            Currency = Merchant.Currency,
            MinMinor = 1,
            MaxMinor = 1_000_000,
            CreatedAt = now,
            UpdatedAt = now,
        });
        ApiKey = OpaqueToken.Create(ApiKeyAuthenticator.Prefix + "test_");
        var key = CreateApiKeyHandler.Row(Merchant.Id, "load", ApiKey, Permissions.Scopes, now, null);
        context.Add(key);
        await context.SaveChangesAsync();
        Actor = new Actor.ApiKeyHolder(key.Id, Merchant.Id, Permissions.Scopes);
    }
}
