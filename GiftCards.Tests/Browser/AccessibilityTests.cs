using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using GiftCards.Tests.Walk;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace GiftCards.Tests.Browser;

/// <summary>
/// Every page of the route table, read from the routes, by axe-core's rules: nothing serious and nothing critical, in
/// light, dark and Arabic; and nothing that the content policy forbids or that a console complains of. Each is visited
/// by somebody who gets in.
/// </summary>
public sealed class AccessibilityTests
{
    // Empty ids lead to the page that says so, which is looked at as well.
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["{Slug}"] = "glamour-studio",
        ["{Status:int}"] = "404",
        ["{Id:guid}"] = "0198e0f0-0000-7000-8000-000000000000",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public async Task No_page_is_hard_to_use_by_day_or_by_night_breaks_the_content_policy_or_complains(string language)
    {
        var rules = Path.Combine(Repository.Root, "GiftCards.Tests", "node_modules", "axe-core", "axe.min.js");
        Required.Or(File.Exists(rules), "axe-core is not there (npm ci in GiftCards.Tests).");
        var axe = await File.ReadAllTextAsync(rules, Token);
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        List<string> finds = [];
        foreach (var visitor in Pages(world).GroupBy(VisitorOf))
        {
            var page = await world.OpenAsync();
            await page.Context.AddCookiesAsync(
            [
                new() { Name = "theme", Value = "light", Url = world.Address.ToString() },
                new() { Name = "language", Value = language, Url = world.Address.ToString() },
            ]);
            if (visitor.Key is { } email)
            {
                await SignInAsync(page, email);
            }

            foreach (var pattern in visitor)
            {
                finds.AddRange(await LookAsync(world, page, pattern, axe));
            }

            await page.Context.CloseAsync();
        }

        Assert.True(finds.Count == 0, string.Join('\n', finds));
    }

    private static IEnumerable<string> Pages(BrowserApp world) =>
        world.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Distinct()
            .Order(StringComparer.Ordinal);

    private static string? VisitorOf(string pattern) => pattern switch
    {
        _ when pattern.StartsWith("/merchant", StringComparison.Ordinal) => "owner@demo.example",
        _ when pattern.StartsWith("/admin", StringComparison.Ordinal) => "admin@demo.example",
        _ when Expected.Routes.GetValueOrDefault($"GET {pattern}") == Role.People => "buyer@demo.example",
        _ => null,
    };

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("#email", email);
        await page.FillAsync("#password", GiftCards.Core.Demo.DemoWorld.Password);
        await page.Locator("#password").PressAsync("Enter");
        await page.WaitForURLAsync(url => !url.Contains("/sign-in", StringComparison.Ordinal), BrowserApp.Arrived);
    }

    private static async Task<IEnumerable<string>> LookAsync(BrowserApp world, IPage page, string pattern, string axe)
    {
        var address = await AddressAsync(page, pattern);
        world.Complaints.Clear();
        var answer = await page.GotoAsync(address);
        await page.WaitForFunctionAsync("() => !document.querySelector('[data-ready=false]')");
        var complaints = answer!.Ok ? [.. world.Complaints] : Array.Empty<string>(); // A refusal is a complaint itself.
        await page.EvaluateAsync(axe);
        var finds = await FindsAsync(page, "{ resultTypes: ['violations'] }");
        await page.EvaluateAsync(
            """
            () => {
                const still = new CSSStyleSheet();
                still.replaceSync("* { transition: none !important }");
                document.adoptedStyleSheets = [still];
                document.documentElement.dataset.theme = "dark";
            }
            """);
        var dark = await FindsAsync(page, "{ resultTypes: ['violations'], runOnly: ['color-contrast'] }");
        return
        [
            .. complaints,
            .. finds.Select(find => $"{pattern} {find}"),
            .. dark.Select(find => $"{pattern}, dark: {find}"),
        ];
    }

    // Colours alone differ at night, so that no other rule is asked again.
    private static async Task<string[]> FindsAsync(IPage page, string options) => await page.EvaluateAsync<string[]>(
        $$"""
        async () => (await axe.run(document, {{options}})).violations
            .filter(one => one.impact === "serious" || one.impact === "critical")
            .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`)
        """);

    // An id in the address is that of the first thing which the page above leads to.
    private static async Task<string> AddressAsync(IPage page, string pattern)
    {
        var address = Places.Aggregate(
            pattern, (path, place) => path.Replace(place.Key, place.Value, StringComparison.Ordinal));
        var from = address.IndexOf('{', StringComparison.Ordinal);
        if (from < 0)
        {
            return address;
        }

        var above = address[..from];
        await page.GotoAsync(above.TrimEnd('/'));
        var link = page.Locator($"main a[href^='{above}']").First;
        var id = await link.CountAsync() == 0
            ? "made-up"
            : (await link.GetAttributeAsync("href"))![above.Length..].Split('/', '?')[0];
        return $"{above}{id}{address[(address.IndexOf('}', StringComparison.Ordinal) + 1)..]}";
    }
}
