using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;

namespace GiftCards.Tests.Browser;

/// <summary>A real browser goes through all pages and finds nothing that the content policy forbids.</summary>
public sealed class ContentPolicyTests
{
    private const string Password = "Gift-cards-demo-1";

    [Fact]
    public async Task No_page_breaks_the_content_policy_or_complains()
    {
        await using var app = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);

        await WalkAsync(app, null, "");
        await WalkAsync(app, "buyer@demo.example", "Buyer");
        await WalkAsync(app, "owner@demo.example", "Staff");
        await WalkAsync(app, "admin@demo.example", "Administrator");

        Assert.True(app.Complaints.Count == 0, string.Join("\n", app.Complaints));
    }

    private static async Task WalkAsync(BrowserApp app, string? person, string policy)
    {
        var page = await app.OpenAsync();
        if (person is not null)
        {
            await page.GotoAsync("/account/sign-in");
            await page.FillAsync("input[name='Input.Email']", person);
            await page.FillAsync("input[name='Input.Password']", Password);
            await page.ClickAsync("form button.button-primary");
            await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        }

        foreach (var path in PagesFor(app, policy))
        {
            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
            await page.WaitForFunctionAsync("() => !document.querySelector('[data-ready=false]')");
        }
    }

    // Those open to everybody for a guest, else those of the policy; a page that needs an id is seen by other tests.
    private static List<string> PagesFor(BrowserApp app, string policy) =>
    [
        .. app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && route.RoutePattern.Parameters.Count == 0)
            .Where(route => (route.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "") == policy)
            .Select(route => $"/{route.RoutePattern.RawText!.TrimStart('/')}")
            .Where(path => path is not ("/error" or "/problem" or "/not-found"))
            .Distinct().Order(StringComparer.Ordinal),
    ];
}
