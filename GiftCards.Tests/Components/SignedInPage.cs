using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Sqlite;
using GiftCards.Tests.Core.Ledger;
using GiftCards.Tests.Support;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components;

/// <summary>A page in front of a person who is signed in, over a real database that can be broken on purpose.</summary>
internal sealed class SignedInPage : IAsyncDisposable
{
    private readonly CultureInfo language;

    private SignedInPage(TestWorld world, PageContext page, Faults faults, UserId user, string language)
    {
        this.language = CultureInfo.GetCultureInfo(language);
        World = world;
        Page = page;
        Faults = faults;
        User = user;
    }

    public TestWorld World { get; }

    public PageContext Page { get; }

    public Faults Faults { get; }

    /// <summary>What writes movements of value, to break it before or after.</summary>
    public GatedWriter Writer => World.Get<GatedWriter>();

    public UserId User { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SignedInPage> OpenAsync(string language = "en")
    {
        var faults = new Faults();
        var world = await TestWorld.StartAsync(configure: services =>
        {
            services.ConfigureDbContext<SqliteGiftCardsDbContext>(options => options.AddInterceptors(faults));
            GatedWriter.Use(services, DatabaseProvider.Sqlite);
        });
        var user = await AddUserAsync(world);
        var session = await new BrowserSessions(world.Database, world.Clock, NullLogger<BrowserSessions>.Instance).OpenAsync(user, new NewBrowser(SessionKind.Customer) { HasSecondFactor = true }, Token);
        var page = new PageContext(language);
        var authorization = page.AddAuthorization();
        authorization.SetAuthorized("Cass");
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, user.ToString()), new Claim("session", session.ToString()));
        page.Services.AddSingleton<TimeProvider>(world.Clock);
        page.Services.AddSingleton(new ActorResolver(world.Database, world.Clock));
        page.Services.AddSingleton(new ColleagueQuery(world.Database));
        page.Services.AddSingleton(new BrowserSessions(world.Database, world.Clock, NullLogger<BrowserSessions>.Instance));
        page.Services.AddSingleton(new SupportViews(world.Database, world.Clock));
        page.Services.AddScoped<CurrentActor>();
        page.Services.AddSingleton(new RateLimitOptions(1));
        page.Services.AddSingleton<AttemptLimiter>(services => new AttemptLimiter(
            world.Database, world.Protector, services.GetRequiredService<RateLimitOptions>(), world.Clock));
        page.Services.AddSingleton<GuessGuard>();
        page.Services.Replace(ServiceDescriptor.Singleton(world.Get<ILoggerFactory>()));
        return new SignedInPage(world, page, faults, user, language);
    }

    /// <summary>Hands use cases of the domain to the components.</summary>
    public SignedInPage With<T>()
        where T : class
    {
        Page.Services.AddSingleton(World.Get<T>());
        return this;
    }

    /// <summary>Renders a component as it is once the circuit is there; no use case can be added afterwards.</summary>
    public IRenderedComponent<T> Render<T>(Action<ComponentParameterCollectionBuilder<T>>? parameters = null)
        where T : IComponent
    {
        // Set here, in the test's own flow: a language chosen inside an awaited method ends with that method.
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language, language);
        Page.SetRendererInfo(new RendererInfo("Server", true));
        return Page.Render<T>(parameters ?? (_ => { }));
    }

    public async Task WorkAtAsync(MerchantId merchant, StaffRole role)
    {
        await using var context = World.Database.OpenAcrossMerchants();
        context.Add(new StaffMember { MerchantId = merchant, UserId = User, Role = role, CreatedAt = World.Clock.GetInstant() });
        await context.SaveChangesAsync(Token);
    }

    public async Task AdministrateAsync(AdminPermissions permissions)
    {
        await using var context = World.Database.OpenAcrossMerchants();
        context.Add(new Administrator { UserId = User, Permissions = permissions, CreatedAt = World.Clock.GetInstant() });
        await context.SaveChangesAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Page.DisposeAsync();
        await World.DisposeAsync();
    }

    private static async Task<UserId> AddUserAsync(TestWorld world)
    {
        var user = new User
        {
            Id = Guid.NewGuid(),
            UserName = "cass@example.test",
            NormalizedUserName = "CASS",
            Email = "cass@example.test",
            NormalizedEmail = "CASS",
            DisplayName = "Cass",
            CreatedAt = world.Clock.GetInstant(),
        };
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(user);
        await context.SaveChangesAsync(Token);
        return user.UserId;
    }
}
