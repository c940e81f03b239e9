using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using GiftCards.Tests.Support;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>What design/security.md asks of browsers and circuits, as the running application sends it.</summary>
public sealed partial class BrowserSecurityTests(BrowserSecurityTests.DemoApp demo) : IClassFixture<BrowserSecurityTests.DemoApp>
{
    private const string DemoPassword = "Gift-cards-demo-1";

    private readonly GiftCardsApp app = demo.App;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("buyer@demo.example")]
    [InlineData("owner@demo.example")]
    [InlineData("admin@demo.example")]
    public async Task Every_page_sends_the_headers_and_every_form_its_token(string? person)
    {
        using var browser = new Visitor(app);
        if (person is not null)
        {
            (await browser.SignInAsync(person, password: DemoPassword)).Dispose();
        }

        foreach (var path in PagesOf(app))
        {
            using var answer = await browser.GetAsync(path);

            Assert.True((int)answer.StatusCode < 500, $"{path}: {answer.StatusCode}");
            AssertHeaders(path, answer);
            var page = await Visitor.ParseAsync(answer);
            Assert.All(
                page.QuerySelectorAll("form[method=post]"),
                form => Assert.True(form.QuerySelector("input[name=__RequestVerificationToken]") is not null, $"{path}: {form.OuterHtml}"));
            Assert.All(
                page.QuerySelectorAll("script:not([src])"),
                script => Assert.True(script.GetAttribute("nonce") is not null, $"{path}: {script.OuterHtml}"));
            Assert.Empty(page.All.SelectMany(element => element.Attributes)
                .Where(attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal)).Select(attribute => $"{path} {attribute.Name}"));
        }
    }

    [Fact]
    public async Task Whatever_a_form_can_send_asks_for_its_token()
    {

        // A guest's own token stands in the body of the one, and it changes nothing; browsers send the next by
        // themselves, and all that follows is a line in the log; mail programs send the last by the link alone.
        string[] justified = ["/orders/{order}/cards/{card}/certificate.pdf", "/orders/{order}/invoice.pdf", "/content-reports", "/mail/stop/{token}"];
        var open = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(IsWriting) == true)
            .Where(route => route.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true })
            .Select(route => $"/{route.RoutePattern.RawText!.TrimStart('/')}")
            .Where(path => !path.StartsWith("/api/", StringComparison.Ordinal) && !path.StartsWith("/_blazor", StringComparison.Ordinal))
            .Except(justified);

        Assert.Empty(open);
    }

    [Theory]
    [InlineData("/account/sign-out")]
    [InlineData("/preferences")]
    [InlineData("/admin/exports/take")]
    [InlineData("/admin/view-as/stop")]
    [InlineData("/merchant/exports/take")]
    public async Task Without_the_token_nothing_is_done(string path)
    {
        using var browser = new Visitor(app);
        (await browser.SignInAsync("admin@demo.example", password: DemoPassword)).Dispose();

        using var content = new FormUrlEncodedContent([KeyValuePair.Create("theme", "dark")]);
        using var answer = await browser.Client.PostAsync(new Uri(path, UriKind.Relative), content, Token);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.BadRequest, HttpStatusCode.Forbidden });
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    public async Task Nobody_is_led_away_after_signing_in(string target)
    {
        using var browser = new Visitor(app);

        using var answer = await browser.SignInAsync("buyer@demo.example", target, DemoPassword);

        Assert.Equal(("localhost", "/wallet"), (answer.Headers.Location!.Host, answer.Headers.Location.PathAndQuery));
    }

    [Fact]
    public async Task With_https_all_cookies_are_kept_to_this_very_host_and_from_scripts()
    {
        await using var secure = await GiftCardsApp.StartAsync(settings: [("App:PublicUrl", "https://localhost")]);
        using var client = secure.CreateClient(new WebApplicationFactoryClientOptions { BaseAddress = new Uri("https://localhost"), AllowAutoRedirect = false });
        List<string> cookies = [];

        using var page = await client.GetAsync(new Uri("/account/sign-in", UriKind.Relative), Token);
        cookies.AddRange(page.Headers.GetValues("Set-Cookie"));
        var form = (await Visitor.ParseAsync(page)).QuerySelector("form[action='/preferences']")!;
        using var content = new FormUrlEncodedContent(
            [
                .. form.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? "")),
                KeyValuePair.Create("language", "fr"),
                KeyValuePair.Create("theme", "dark"),
            ]);
        using var chosen = await client.PostAsync(new Uri("/preferences", UriKind.Relative), content, Token);
        cookies.AddRange(chosen.Headers.GetValues("Set-Cookie"));

        Assert.Equal(["__Host-form", "__Host-language", "__Host-theme"], cookies.Select(cookie => cookie.Split('=')[0]).Order());
        Assert.All(cookies, cookie =>
        {
            Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(cookie.StartsWith("__Host-form", StringComparison.Ordinal) ? "; samesite=strict" : "; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Theory]
    [InlineData("""[{"type":"csp-violation","body":{"effectiveDirective":"script-src-elem","blockedURL":"https://evil.example/x?code=KATIA-DEMA","documentURL":"http://localhost/gift/secret","sample":"secret"}}]""", "script-src-elem, evil.example")]
    [InlineData("""{"csp-report":{"effective-directive":"img-src","blocked-uri":"inline","document-uri":"http://localhost/gift/secret"}}""", "img-src, inline")]
    [InlineData("""{"csp-report":{"effective-directive":"IMG\nsecret","blocked-uri":"javascript:secret"}}""", "other, other")]
    public async Task What_browsers_report_of_the_content_policy_is_logged_without_any_address(string report, string told)
    {
        await using var own = await GiftCardsApp.StartAsync();
        using var content = new StringContent(report);

        using var answer = await own.AnonymousClient().PostAsync(new Uri("/content-reports", UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Contains(own.Log.Own, line => line.Contains(told, StringComparison.Ordinal));
        Assert.DoesNotContain(own.Log.Own, line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("KATIA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reports_of_the_content_policy_are_bounded_in_size_and_number()
    {
        await using var strict = await GiftCardsApp.StartAsync(limitScale: 1);
        using var client = strict.AnonymousClient();
        using var large = new StringContent(new string('x', 20_000));
        using var first = await client.PostAsync(new Uri("/content-reports", UriKind.Relative), large, Token);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, first.StatusCode);
        var last = HttpStatusCode.NoContent;
        for (var i = 0; i < 61 && last != HttpStatusCode.TooManyRequests; i++)
        {
            using var none = new StringContent("none");
            using var answer = await client.PostAsync(new Uri("/content-reports", UriKind.Relative), none, Token);
            last = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a:b:c\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost:99999\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /search HTTP/1.0\r\n\r\n")]
    [InlineData("GET /account/sign-in HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: %zz\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example/@localhost\r\nConnection: close\r\n\r\n")]
    public async Task A_host_that_is_none_is_the_callers_mistake_and_not_ours(string request)
    {
        await using var listening = await GiftCardsApp.StartAsync();
        listening.UseKestrel(0);
        listening.StartServer();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, listening.ClientOptions.BaseAddress.Port, Token);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var status = await reader.ReadLineAsync(Token);

        Assert.Matches("^HTTP/1.1 400 ", status);
    }

    private static void AssertHeaders(string path, HttpResponseMessage answer)
    {
        var isSecret = new[]
            {
                "/gift", "/wallet", "/balance", "/claim", "/orders", "/favourites", "/merchant", "/account", "/admin", "/dev",
                "/notifications", "/mail",
            }
            .Any(start => path == start || path.StartsWith(start + "/", StringComparison.Ordinal));
        string One(string name) => $"{path}: {string.Join("|", answer.Headers.TryGetValues(name, out var values) ? values : [])}";
        Assert.Matches(Policy(), One("Content-Security-Policy")[(path.Length + 2)..]);
        Assert.Equal($"{path}: nosniff", One("X-Content-Type-Options"));
        Assert.Equal($"{path}: {(isSecret ? "no-referrer" : "strict-origin-when-cross-origin")}", One("Referrer-Policy"));
        Assert.Equal($"{path}: same-origin", One("Cross-Origin-Opener-Policy"));
        Assert.Equal($"{path}: same-origin", One("Cross-Origin-Resource-Policy"));
        Assert.StartsWith($"{path}: camera=(self), ", One("Permissions-Policy"), StringComparison.Ordinal);
        if (isSecret)
        {
            Assert.Contains("no-store", One("Cache-Control"), StringComparison.Ordinal);
        }
    }

    /// <summary>Every page that can be asked for without knowing an id.</summary>
    private static List<string> PagesOf(GiftCardsApp app) =>
    [
        .. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && route.RoutePattern.Parameters.Count == 0)
            .Select(route => $"/{route.RoutePattern.RawText!.TrimStart('/')}").Distinct().Order(StringComparer.Ordinal),
    ];

    private static bool IsWriting(string method) => method is "POST" or "PUT" or "PATCH" or "DELETE";

    [GeneratedRegex("^default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'; script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://localhost(:[0-9]+)?; report-to csp; report-uri /content-reports$")]
    private static partial Regex Policy();

    /// <summary>The application with its demo world, for all tests here.</summary>
    public sealed class DemoApp : IAsyncLifetime
    {
        public GiftCardsApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            App = await GiftCardsApp.StartAsync(
                settings: [("environment", "Development"), ("Demo:Enabled", "true")]);
            App.StartServer();
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
