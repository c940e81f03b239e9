using System.Net;
using System.Text;
using System.Text.RegularExpressions;
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
internal sealed partial class RoleClient
{
    private const string FormTokenName = "__RequestVerificationToken";

    private readonly HttpClient browser;
    private readonly HttpClient program;
    private readonly RoleWorld world;
    private readonly string formToken;

    private RoleClient(RoleWorld world, HttpClient browser, HttpClient program, string formToken)
    {
        this.world = world;
        this.formToken = formToken;
        this.browser = browser;
        this.program = program;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RoleClient> EnterAsync(RoleWorld world, Role role)
    {
        var app = world.App;
        var browser = app.AnonymousClient();
        var program = app.AnonymousClient();
        string? cookie = null;
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
                cookie = await SignInAsync(app, world.UserOf(role));
                program = app.ClientOf(await OpenSessionAsync(app, world.UserOf(role)));
                break;
        }

        return new RoleClient(world, browser, program, await FillAsync(browser, cookie));
    }

    /// <summary>The cookies of the browser.</summary>
    public string Cookies => string.Join("; ", browser.DefaultRequestHeaders.GetValues("Cookie"));

    /// <summary>What the program says who it is.</summary>
    public string Authorization => program.DefaultRequestHeaders.Authorization!.ToString();

    /// <summary><c>in</c>, or how it is kept out: <c>sign_in</c>, <c>refused</c>.</summary>
    public async Task<string> AskAsync(WalkedRoute route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), route.Path(world));
        if (route is { Method: "POST", IsApi: false })
        {
            request.Content = Form();
        }
        else if (route.Method is not ("GET" or "HEAD" or "DELETE"))
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
    public Task<(HttpStatusCode Status, string Body)> FetchAsync(string path) => AskAsync(HttpMethod.Get, path);

    /// <summary>What a form with nothing but its token gets.</summary>
    public Task<(HttpStatusCode Status, string Body)> PostAsync(string path) => AskAsync(HttpMethod.Post, path);

    private async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? Form() : null };
        using var answer = await browser.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private FormUrlEncodedContent Form() => new([KeyValuePair.Create(FormTokenName, formToken)]);

    // The cookies a browser has after its first page, and the token of that page's forms.
    private static async Task<string> FillAsync(HttpClient browser, string? session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/legal/terms");
        if (session is not null)
        {
            request.Headers.Add("Cookie", session);
        }

        using var page = await browser.SendAsync(request, Token);
        var cookies = page.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]);
        browser.DefaultRequestHeaders.Add("Cookie", string.Join("; ", session is null ? cookies : cookies.Prepend(session)));
        return FormToken().Match(await page.Content.ReadAsStringAsync(Token)).Groups[1].Value;
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

    [GeneratedRegex($"""
        name="{FormTokenName}" value="([^"]+)"
        """)]
    private static partial Regex FormToken();
}
