using System.Net;
using System.Text;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>Somebody of one role with a browser and a program, signed in with both.</summary>
internal sealed class RoleClient
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
        var browser = app.AnonymousClient();
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
                browser.DefaultRequestHeaders.Add("Cookie", await SignInAsync(app, world.UserOf(role)));
                program = app.ClientOf(await OpenSessionAsync(app, world.UserOf(role)));
                break;
        }

        return new RoleClient(world, browser, program);
    }

    /// <summary><c>in</c>, or how it is kept out: <c>sign_in</c>, <c>refused</c>.</summary>
    public async Task<string> AskAsync(WalkedRoute route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path(world));
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
            HttpStatusCode.Found when answer.Headers.Location!.ToString().Contains("/account/", StringComparison.Ordinal) => "sent_away",
            HttpStatusCode.Unauthorized => "sign_in",
            HttpStatusCode.Forbidden => "refused",
            >= HttpStatusCode.InternalServerError => $"broken_{(int)answer.StatusCode}",
            HttpStatusCode.OK when text.Contains("Your role does not allow this", StringComparison.Ordinal) => "refused_as_200",
            HttpStatusCode.OK when text.Contains("We could not find that.", StringComparison.Ordinal) => "missing_as_200",

            // What belongs to others looks like nothing at all.
            HttpStatusCode.NotFound when !route.IsApi && text.Contains("We could not find that.", StringComparison.Ordinal) => "refused",
            _ => "in",
        };
    }

    /// <summary>The page at an address, as the browser gets it.</summary>
    public async Task<(HttpStatusCode Status, string Body)> FetchAsync(string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative), Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    // Whether a second factor is asked for is tried elsewhere; here everybody has shown one.
    private static async Task<string> SignInAsync(GiftCardsApp app, UserId user)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await using var context = app.Database.OpenAcrossMerchants();
        var person = await context.Users.SingleAsync(row => row.Id == user.Value, Token);
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var entered = await scope.ServiceProvider.GetRequiredService<BrowserSignIn>()
            .OpenAsync(http, new ProvenPerson(person, true), new SignInWish(null), Token);
        Assert.True(entered.IsOk);
        return http.Response.Headers.SetCookie.ToString().Split(';')[0];
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
            HasSecondFactor = true,
            AccessTokenHash = OpaqueToken.Hash(token),
            AccessExpiresAt = now + Session.AccessLifetime,
            CreatedAt = now,
            LastSeenAt = now,
        });
        await context.SaveChangesAsync(Token);
        return token;
    }
}
