using System.Net;
using System.Net.WebSockets;
using GiftCards.Tests.Support;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>Who may hold a live connection, from where, and how many.</summary>
public sealed class LiveConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Circuits_are_kept_within_their_limits()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var circuits = app.Services.GetRequiredService<IOptions<CircuitOptions>>().Value;
        var hub = app.Services.GetServices<IConfigureOptions<HubOptions>>();

        Assert.Equal(
            (50, TimeSpan.FromMinutes(2), 10, TimeSpan.FromSeconds(30), false),
            (
                circuits.DisconnectedCircuitMaxRetained,
                circuits.DisconnectedCircuitRetentionPeriod,
                circuits.MaxBufferedUnacknowledgedRenderBatches,
                circuits.JSInteropDefaultCallTimeout,
                circuits.DetailedErrors));
        Assert.NotEmpty(hub);
    }

    [Fact]
    public async Task The_twenty_first_connection_of_an_address_is_refused_until_one_is_closed()
    {
        await using var strict = await GiftCardsApp.StartAsync(limitScale: 1);
        strict.StartServer();
        using var browser = new Visitor(strict);
        List<WebSocket> sockets = [];
        for (var i = 0; i < CircuitLimits.PerAddress; i++)
        {
            sockets.Add(await ConnectAsync(strict));
        }

        using var refused = await NegotiateAsync(browser);
        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(strict));

        await sockets[0].CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        Assert.True(await SoonAsync(async () =>
        {
            using var again = await NegotiateAsync(browser);
            return again.StatusCode == HttpStatusCode.OK;
        }));
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task The_eleventh_connection_of_a_person_is_refused_wherever_it_comes_from_and_the_page_has_words_for_it()
    {
        await using var strict = await GiftCardsApp.StartAsync(limitScale: 1);
        strict.StartServer();
        await strict.AddUserAsync("ada@example.test");
        using var browser = new Visitor(strict);
        using var entered = await browser.SignInAsync("ada@example.test");
        var cookie = string.Join("; ", entered.Headers.GetValues("Set-Cookie").Select(one => one.Split(';')[0]));
        List<WebSocket> sockets = [];
        for (var i = 0; i < CircuitLimits.PerPerson; i++)
        {
            sockets.Add(await ConnectAsync(strict, cookie, $"203.0.113.{i + 1}"));
        }

        using var refused = await NegotiateAsync(browser);
        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        using var stranger = new Visitor(strict);
        using var other = await NegotiateAsync(stranger);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        var words = (await browser.ReadAsync("/wallet")).QuerySelector("#connection-limit")!;
        Assert.Equal(("alert", true), (words.GetAttribute("role"), words.HasAttribute("hidden")));
        Assert.Contains("open", words.TextContent, StringComparison.Ordinal);
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task When_all_connections_are_taken_whoever_comes_is_refused_and_whoever_is_here_stays()
    {
        await using var full = await GiftCardsApp.StartAsync(settings: ("RateLimits:Circuits", "2"));
        full.StartServer();
        using var browser = new Visitor(full);
        var (first, second) = (await ConnectAsync(full, address: "203.0.113.1"), await ConnectAsync(full, address: "203.0.113.2"));

        using var refused = await NegotiateAsync(browser);
        Assert.Equal((HttpStatusCode.TooManyRequests, "5"), (refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal((WebSocketState.Open, WebSocketState.Open), (first.State, second.State));
        Assert.NotNull((await browser.ReadAsync("/")).QuerySelector("h1"));

        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);
        Assert.True(await SoonAsync(async () =>
        {
            using var again = await NegotiateAsync(browser);
            return again.StatusCode == HttpStatusCode.OK;
        }));
        first.Dispose();
        second.Dispose();
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("http://localhost", HttpStatusCode.OK)]
    public async Task A_live_connection_is_opened_for_our_own_pages_alone(string origin, HttpStatusCode expected)
    {
        await using var app = await GiftCardsApp.StartAsync();
        app.StartServer();
        using var browser = new Visitor(app);
        browser.Client.DefaultRequestHeaders.Add("Origin", origin);

        using var answer = await NegotiateAsync(browser);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> NegotiateAsync(Visitor browser) =>
        browser.Client.PostAsync(new Uri("/_blazor/negotiate?negotiateVersion=1", UriKind.Relative), null, Token);

    private static async Task<WebSocket> ConnectAsync(GiftCardsApp app, string? cookie = null, string? address = null)
    {
        var client = app.Server.CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.Headers.Cookie = cookie;
            request.Headers["X-Test-Address"] = address;
        };
        return await client.ConnectAsync(new Uri(app.Server.BaseAddress, "/_blazor"), Token);
    }

    private static async Task<bool> SoonAsync(Func<Task<bool>> happened)
    {
        for (var i = 0; i < 1_000; i++)
        {
            if (await happened())
            {
                return true;
            }

            await Task.Yield();
        }

        return false;
    }
}
