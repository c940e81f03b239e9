using System.Text.RegularExpressions;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Core.Access;

/// <summary>A world with people in it: they sign up, read their mail and sign in.</summary>
internal sealed partial class AccountWorld : IAsyncDisposable
{
    public const string Password = "plum jam on toast";

    public const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private AccountWorld(TestWorld world) => World = world;

    public TestWorld World { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<AccountWorld> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, int scale = 1) =>
        StartAsync(provider, _ => { }, scale);

    public static async Task<AccountWorld> StartAsync(
        DatabaseProvider provider, Action<IServiceCollection> configure, int scale = 1) =>
        new(await TestWorld.StartAsync(provider, services =>
        {
            configure(services);
            services.AddGiftCardsAccess(new RateLimitOptions(scale));
            services.RegisterDelivery(new DeliveryOptions(new MailOptions("http://localhost:5080"), new CertificateOptions(null), null));

            // What is tested here is who gets in, not how long hashing takes.
            services.PostConfigure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
        }));

    public ValueTask DisposeAsync() => World.DisposeAsync();

    /// <summary>Asks a service that lives as long as one request.</summary>
    public async Task<TResult> AskAsync<TService, TResult>(Func<TService, Task<TResult>> ask)
        where TService : notnull
    {
        await using var scope = World.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public Task<Result<Done>> SignUpAsync(
        string email, string password = Password, string address = "10.0.0.1", SignUpKind kind = SignUpKind.Buyer) =>
        AskAsync<RegisterUserHandler, Result<Done>>(handler => handler.HandleAsync(
            new Actor.Anonymous(address),
            new RegisterUser { Email = email, Password = password, DisplayName = "Petra Plum", Kind = kind },
            Token));

    /// <summary>Signs up and answers with who that is now; the address stays unproven.</summary>
    public async Task<UserId> AddPersonAsync(string email, string password = Password)
    {
        var done = await SignUpAsync(email, password, address: email);
        Assert.True(done.IsOk);
        return (await FindAsync(email))!.UserId;
    }

    public async Task<User?> FindAsync(string email)
    {
        var index = Convert.ToHexString(World.Protector.HashEmail(email));
        await using var context = World.Database.OpenAcrossMerchants();
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.NormalizedEmail == index, Token);
    }

    public Task<Result<SignUpKind>> ConfirmAsync(string token, string password = Password) =>
        World.Get<ConfirmEmailHandler>()
            .HandleAsync(new Actor.Anonymous("10.0.0.1"), new ConfirmEmail(token, password), Token);

    public Task<Result<Done>> AskForPasswordAsync(string email, string address = "10.0.0.1") =>
        World.Get<RequestPasswordResetHandler>()
            .HandleAsync(new Actor.Anonymous(address), new RequestPasswordReset(email), Token);

    public Task<Result<Done>> ResetAsync(string token, string password) =>
        AskAsync<ResetPasswordHandler, Result<Done>>(handler => handler.HandleAsync(
            new Actor.Anonymous("10.0.0.1"), new ResetPassword(token, password), Token));

    public Task<Result<SessionGrant>> SignInAsync(
        string email, string password = Password, string? totp = null, string? recoveryCode = null, string address = "10.0.0.1") =>
        AskAsync<SessionTokens, Result<SessionGrant>>(tokens =>
            tokens.OpenAsync(new LoginCommand(email, password, totp, recoveryCode, address), Token));

    public Task<SignedIn?> WhoIsAsync(string accessToken) =>
        AskAsync<SessionTokens, SignedIn?>(tokens => tokens.FindAsync(accessToken, Token));

    public Task<Result<SessionGrant>> RefreshAsync(string refreshToken) =>
        AskAsync<SessionTokens, Result<SessionGrant>>(tokens => tokens.RefreshAsync(refreshToken, Token));

    /// <summary>The person in a browser in which they have just signed in.</summary>
    public async Task<Actor> BrowserOfAsync(
        UserId user, SessionKind kind = SessionKind.Customer, bool hasSecondFactor = false, string address = "10.0.0.1")
    {
        var sessions = World.Get<BrowserSessions>();
        var id = await sessions.OpenAsync(user, new NewBrowser(kind, hasSecondFactor, address, Firefox), Token);
        return new Actor.Buyer(user) { Session = (await sessions.FindAsync(id, true, Token))!.ForActor };
    }

    /// <summary>Sets up an authenticator app; answers with its secret and the recovery codes.</summary>
    public async Task<(string Secret, IReadOnlyList<string> Codes)> EnrolAsync(string email)
    {
        var actor = await BrowserOfAsync((await FindAsync(email))!.UserId);
        var setUp = World.Get<SetUpAuthenticatorHandler>();
        var begun = await setUp.BeginAsync(actor, Token);
        var codes = await setUp.ConfirmAsync(actor, CodeOf(begun.Value.Secret), Token);
        return (begun.Value.Secret, codes.Value);
    }

    /// <summary>What the app shows now.</summary>
    public string CodeOf(string secret) => Totp.CodeAt(secret, World.Clock.GetInstant());

    /// <summary>Sends what waits, and answers with all mail to that address, oldest first.</summary>
    public async Task<IReadOnlyList<MailboxMessage>> MailToAsync(string email)
    {
        while (await World.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await using var context = World.Database.OpenAcrossMerchants();
        var all = await context.Mailbox.AsNoTracking().OrderBy(mail => mail.SentAt).ToListAsync(Token);
        return [.. all.Where(mail => mail.To == email)];
    }

    /// <summary>The secret of the link in the last mail to that address.</summary>
    public async Task<string> LinkTokenAsync(string email, string path)
    {
        var mail = (await MailToAsync(email)).Last(message => message.Text.Contains(path, StringComparison.Ordinal));
        return LinkToken().Match(mail.Text).Groups[1].Value;
    }

    public async Task AddMemberAsync(Merchant merchant, UserId user, StaffRole role)
    {
        await using var context = World.Database.OpenAcrossMerchants();
        context.Staff.Add(new StaffMember
        {
            MerchantId = merchant.Id,
            UserId = user,
            Role = role,
            CreatedAt = World.Clock.GetInstant(),
        });
        await context.SaveChangesAsync(Token);
    }

    [GeneratedRegex(@"token=([\w-]+)")]
    private static partial Regex LinkToken();
}
