using System.Net;
using System.Net.Http.Headers;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Demo;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>
/// The whole application on a database of its own. As a class fixture it is SQLite with limits that no test reaches;
/// where a test is about something else it makes its own.
/// </summary>
public sealed class GiftCardsApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>The password of every person that <see cref="AddUserAsync"/> makes.</summary>
    public const string Password = "Correct-horse-battery-1";

    private const string AddressHeader = "X-Test-Address";

    private Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private DatabaseProvider provider = DatabaseProvider.Sqlite;
    private int limitScale = 10_000;
    private TestDatabase? database;
    private bool sharesDatabase;
    private int merchants;

    /// <summary>The time the application goes by, when the test holds it.</summary>
    public TestClock? Clock { get; private init; }

    public LogLines Log { get; } = new();

    public GiftCardsDatabase Database => Services.GetRequiredService<GiftCardsDatabase>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An application for one test.</summary>
    /// <param name="provider">Which database it is on.</param>
    /// <param name="limitScale">1 for the limits as they are in earnest.</param>
    /// <param name="clock">Time that the test holds.</param>
    /// <param name="settings">Settings beside those that every test needs.</param>
    public static async Task<GiftCardsApp> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite,
        int limitScale = 10_000,
        TestClock? clock = null,
        params (string Name, string Value)[] settings)
    {
        var app = new GiftCardsApp
        {
            Clock = clock,
            provider = provider,
            limitScale = limitScale,
        };
        foreach (var (name, value) in settings)
        {
            app.settings[name] = value;
        }

        await app.InitializeAsync();
        return app;
    }

    /// <summary>An application on a database of the test's own, by the test's time where it holds that.</summary>
    public static GiftCardsApp On(TestDatabase database, TestClock? clock = null) =>
        new() { Clock = clock, provider = database.Options.Provider, database = database, sharesDatabase = true };

    /// <summary>Another node of this application on the same database; end it before this one.</summary>
    public GiftCardsApp NewNode() => new()
    {
        Clock = Clock,
        provider = provider,
        limitScale = limitScale,
        settings = settings,
        database = database,
        sharesDatabase = true,
    };

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync(provider);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (!sharesDatabase)
        {
            database?.Dispose();
        }

        database = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a real server on a free port of this machine and answers with its address.</summary>
    public Uri Listen()
    {
        UseKestrel(0);
        StartServer();
        return new UriBuilder(ClientOptions.BaseAddress) { Host = "localhost" }.Uri;
    }

    /// <summary>Whose password alone is enough, although they would need a second factor: the demo's, and who is added.</summary>
    public List<string> WithoutSecondFactor { get; } = [.. DemoWorld.Accounts];

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A program without a token, at an address of its own where that matters.</summary>
    public HttpClient AnonymousClient(string? address = null)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions
        {
            BaseAddress = ClientOptions.BaseAddress,
            AllowAutoRedirect = false,
            HandleCookies = false,
        });
        if (address is not null)
        {
            client.DefaultRequestHeaders.Add(AddressHeader, address);
        }

        return client;
    }

    /// <summary>A program that sends the token with every call.</summary>
    public HttpClient ClientOf(string token, string? address = null)
    {
        var client = AnonymousClient(address);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A program of the merchant's, with all scopes unless fewer are given.</summary>
    public async Task<HttpClient> ClientOfAsync(Merchant merchant, Permissions scopes = Permissions.Scopes) =>
        ClientOf(await AddKeyAsync(merchant, scopes));

    /// <summary>An approved merchant that sells cards; the changes apply to its settings.</summary>
    public async Task<Merchant> AddMerchantAsync(
        string currency = "AED", string zone = "Asia/Dubai", Action<GiftCardSettings>? configure = null)
    {
        var now = Get<TimeProvider>().GetInstant();
        var (merchant, own) = TestWorld.NewMerchant(now, $"salon-{Interlocked.Increment(ref merchants)}", currency, zone);
        configure?.Invoke(own);
        await using var context = Database.OpenAcrossMerchants();
        context.Add(merchant);
        context.Add(own);
        await context.SaveChangesAsync(Token);
        return merchant;
    }

    /// <summary>A key to the API, as the owner would make it.</summary>
    public async Task<string> AddKeyAsync(Merchant merchant, Permissions scopes = Permissions.Scopes)
    {
        var created = await Get<CreateApiKeyHandler>().HandleAsync(
            TestWorld.StaffOf(merchant), new CreateApiKey { Merchant = merchant.Id, Name = "Test", Scopes = scopes }, Token);
        return created.Value.Key;
    }

    /// <summary>A card given away by the merchant, or issued from another source; answers with its view and its code.</summary>
    public async Task<IssuedCard> IssueCardAsync(
        Merchant merchant, long amountMinor, CardSource source = CardSource.Promotion, string? recipientEmail = null)
    {
        var issued = await Get<IssueCardHandler>().HandleAsync(
            TestWorld.StaffOf(merchant),
            new IssueCard(new Money(amountMinor, merchant.Currency), source)
            {
                Recipient = recipientEmail is null ? null : new Party("Rita Recipient", recipientEmail),
            },
            Guid.NewGuid().ToString(),
            Token);
        return issued.Value.Value;
    }

    /// <summary>What is on the card now, in minor units.</summary>
    public async Task<long> BalanceOfAsync(IssuedCard card)
    {
        await using var context = Database.OpenAcrossMerchants();
        return (await context.Cards.FindAsync([card.GiftCard.Merchant.Id, card.GiftCard.Id], Token))!.BalanceMinor;
    }

    /// <summary>A person with a confirmed address, who may work for merchants.</summary>
    public async Task<User> AddUserAsync(string email, params (Merchant Merchant, StaffRole Role)[] roles)
    {
        await using var scope = Services.CreateAsyncScope();
        var now = Get<TimeProvider>().GetInstant();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            DisplayName = "Test Person",
            CreatedAt = now,
        };
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, Password);
        Assert.True(made.Succeeded);
        await using var context = Database.OpenAcrossMerchants();
        context.Staff.AddRange(roles.Select(role => new StaffMember
        {
            MerchantId = role.Merchant.Id,
            UserId = user.UserId,
            Role = role.Role,
            CreatedAt = now,
        }));
        await context.SaveChangesAsync(Token);
        return user;
    }

    /// <summary>Somebody who runs the platform, with every right, to whom a password is enough.</summary>
    public async Task<User> AddAdministratorAsync(string email)
    {
        var user = await AddUserAsync(email);
        await using var context = Database.OpenAcrossMerchants();
        context.Add(new Administrator
        {
            UserId = user.UserId,
            Permissions = AdminPermissions.Full,
            CreatedAt = user.CreatedAt,
        });
        await context.SaveChangesAsync(Token);
        WithoutSecondFactor.Add(email);
        return user;
    }

    /// <summary>An access token of the person, as signing in gives it.</summary>
    public async Task<string> SignInAsync(string email)
    {
        await using var scope = Services.CreateAsyncScope();
        var grant = await scope.ServiceProvider.GetRequiredService<SessionTokens>()
            .OpenAsync(new LoginCommand(email, Password, null, null, "127.0.0.1"), Token);
        return grant.Value.AccessToken;
    }

    /// <summary>The books are right, as a whole.</summary>
    public async Task AssertBooksAsync()
    {
        foreach (var finding in await Get<Invariants>().CheckAsync(Token))
        {
            Assert.True(finding.Holds, $"{finding.Name}: {finding.Breaches} of {finding.Checked}");
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        var own = database ?? throw new InvalidOperationException("Await InitializeAsync first.");
        builder.UseEnvironment(settings.GetValueOrDefault("environment", "Testing"));
        foreach (var (name, value) in own.Settings)
        {
            builder.UseSetting(name, value);
        }

        builder.UseSetting("RateLimits:Scale", limitScale.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(Log));
            services.AddTransient<IStartupFilter, TestAddress>();
            services.AddStrictQueries();
            services.AddLateAnswers();
            services.AddSingleton(new SecondFactorExemptions(WithoutSecondFactor));
            if (Clock is not null)
            {
                services.RemoveAll<TimeProvider>();
                services.AddSingleton<TimeProvider>(Clock);
            }
        });
    }

    /// <summary>In memory there are no connections, so tests name the address a request is to come from.</summary>
    private sealed class TestAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, following) =>
            {
                if (context.Request.Headers[AddressHeader].ToString() is { Length: > 0 } address)
                {
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                }

                return following(context);
            });
            next(app);
        };
    }
}
