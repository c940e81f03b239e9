using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>Somebody of one role with a browser and a program, signed in with both.</summary>
internal sealed partial class RoleClient
{
    private readonly HttpClient browser;
    private readonly HttpClient program;
    private readonly RoleWorld world;

    private RoleClient(RoleWorld world, HttpClient browser, HttpClient program)
    {
        this.world = world;
        this.browser = browser;
        this.program = program;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RoleClient> EnterAsync(RoleWorld world, Role role)
    {
        var app = world.App;
        var browser = app.CreateClient(new() { BaseAddress = app.ClientOptions.BaseAddress, AllowAutoRedirect = false });
        var program = app.AnonymousClient();
        switch (role)
        {
            case Role.Anonymous:
                break;
            case Role.SmallKey:
                program = await app.ClientOfAsync(world.Merchant, Permissions.LoyaltyRead);
                break;
            case Role.Key:
                program = await app.ClientOfAsync(world.Merchant);
                break;
            default:
                var person = role == Role.Viewer ? Role.Support : role;
                await SignInAsync(browser, world.EmailOf(person));
                program = app.ClientOf(await OpenSessionAsync(app, world.UserOf(person)));
                await ProveSecondFactorAsync(app);
                break;
        }

        return new RoleClient(world, browser, program);
    }

    /// <summary><c>in</c>, or how it is kept out: <c>sign_in</c>, <c>refused</c>.</summary>
    public async Task<string> AskAsync(WalkedRoute route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path(world.Merchant.Slug));
        if (route.Method is not ("GET" or "HEAD" or "DELETE"))
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        }

        using var answer = await (route.IsApi ? program : browser).SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return answer.StatusCode switch
        {
            HttpStatusCode.Found when answer.Headers.Location!.ToString().Contains("/account/sign-in", StringComparison.Ordinal) => "sign_in",
            HttpStatusCode.Unauthorized => "sign_in",
            HttpStatusCode.Forbidden => "refused",
            >= HttpStatusCode.InternalServerError => $"broken_{(int)answer.StatusCode}",
            _ when text.Contains("Your role does not allow this", StringComparison.Ordinal) => "refused",
            _ => "in",
        };
    }

    private static async Task SignInAsync(HttpClient browser, string email)
    {
        var page = await browser.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative), Token);
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_handler"] = "sign-in",
            ["__RequestVerificationToken"] = FormToken().Match(page).Groups[1].Value,
            ["Input.Email"] = email,
            ["Input.Password"] = GiftCardsApp.Password,
        };
        using var content = new FormUrlEncodedContent(form);
        using var answer = await browser.PostAsync(new Uri("/account/sign-in", UriKind.Relative), content, Token);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
    }

    private static async Task<string> OpenSessionAsync(GiftCardsApp app, UserId user)
    {
        var now = app.Get<TimeProvider>().GetInstant();
        var token = OpaqueToken.Create(SessionTokens.AccessPrefix);
        await using var context = app.Database.OpenAcrossMerchants();
        context.Add(new Session
        {
            Id = PublicId.New<SessionId>(now),
            UserId = user,
            Kind = SessionKind.Program,
            ProvenAt = now,
            AccessTokenHash = OpaqueToken.Hash(token),
            AccessExpiresAt = now + Session.AccessLifetime,
            CreatedAt = now,
            LastSeenAt = now,
        });
        await context.SaveChangesAsync(Token);
        return token;
    }

    // Whether a second factor is asked for is tried elsewhere; here everybody has shown one.
    private static async Task ProveSecondFactorAsync(GiftCardsApp app)
    {
        await using var context = app.Database.OpenAcrossMerchants();
        await context.Set<Session>().ExecuteUpdateAsync(
            update => update.SetProperty(session => session.HasSecondFactor, true), Token);
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex FormToken();
}
