using System.Net;
using System.Text.RegularExpressions;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using GiftCards.Web.Api;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Every route, with no token, with a token that is none, with too small a scope, with another merchant's key, and with the right one.</summary>
public sealed partial class RouteAccessTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private const string Aed100 = """{"amount":100,"currency":"AED"}""";

    /// <summary>Method, path, body, the scopes of which one is needed, the status of success, and of a foreign key.</summary>
    public static TheoryData<string, string, string?, Permissions, int, int> MerchantRoutes => new()
    {
        { "GET", "/gift-cards", null, Permissions.CardsRead, 200, 200 },
        { "GET", "/gift-cards/{id}", null, Permissions.CardsRead, 200, 404 },
        { "GET", "/gift-cards/{id}/transactions", null, Permissions.CardsRead, 200, 404 },
        { "POST", "/gift-cards", $$"""{"amount":{"amount":10000,"currency":"AED"},"source":"counter"}""", Permissions.CardsIssue, 201, 201 },
        { "POST", "/gift-cards/validate", """{"code":"{code}"}""", Permissions.CardsRead, 200, 200 },
        { "POST", "/gift-cards/validate", """{"code":"{code}"}""", Permissions.CardsRedeem, 200, 200 },
        { "POST", "/gift-cards/redeem", $$"""{"code":"{code}","amount":{{Aed100}}}""", Permissions.CardsRedeem, 201, 404 },
        { "POST", "/gift-cards/redeem", $$"""{"giftCardId":"{id}","amount":{{Aed100}}}""", Permissions.CardsRedeem, 201, 404 },
        { "POST", "/gift-cards/{id}/holds", $$"""{"amount":{{Aed100}}}""", Permissions.CardsRedeem, 201, 404 },
        { "GET", "/holds/{hold}", null, Permissions.CardsRedeem, 200, 404 },
        { "POST", "/holds/{hold}/capture", "{}", Permissions.CardsRedeem, 201, 404 },
        { "POST", "/holds/{hold}/release", "{}", Permissions.CardsRedeem, 200, 404 },
        { "POST", "/transactions/{sale}/void", """{"reason":"Twice"}""", Permissions.CardsManage, 201, 404 },
        { "POST", "/gift-cards/{id}/load", $$"""{"amount":{{Aed100}},"method":"cash"}""", Permissions.CardsIssue, 200, 404 },
        { "POST", "/gift-cards/{id}/adjust", $$"""{"amount":{{Aed100}},"reason":"support"}""", Permissions.CardsManage, 200, 404 },
        { "POST", "/gift-cards/{id}/block", """{"reason":"Lost"}""", Permissions.CardsManage, 200, 404 },
        { "POST", "/gift-cards/{id}/refund", """{"reason":"Lost"}""", Permissions.CardsManage, 422, 404 },
        { "GET", "/gift-cards/{id}/refunds", null, Permissions.CardsRead, 200, 404 },
        { "POST", "/gift-cards/{id}/cancel", """{"reason":"Lost"}""", Permissions.CardsManage, 200, 404 },

        // The card is neither blocked nor expired, which only whoever may do this is told.
        { "POST", "/gift-cards/{id}/unblock", """{"reason":"Found"}""", Permissions.CardsManage, 409, 404 },
        { "POST", "/gift-cards/{id}/reinstate", "{reinstate}", Permissions.CardsManage, 409, 404 },

        // The card was sent to nobody, which likewise only they are told.
        { "POST", "/gift-cards/{id}/resend", "{}", Permissions.CardsManage, 422, 404 },
        { "GET", "/approvals", null, Permissions.CardsManage, 200, 200 },

        // A second person is a person; no program decides, whatever its scopes.
        { "POST", "/approvals/{approval}/approve", "{}", Permissions.CardsManage, 403, 403 },
        { "POST", "/approvals/{approval}/decline", "{}", Permissions.CardsManage, 403, 403 },
        { "GET", "/analytics/gift-cards", null, Permissions.AnalyticsRead, 200, 200 },
        { "GET", "/settings/gift-cards", null, Permissions.SettingsRead, 200, 200 },
        { "PUT", "/settings/gift-cards", "{settings}", Permissions.SettingsWrite, 200, 200 },
        { "GET", "/orders/{order}", null, Permissions.OrdersRead, 200, 404 },
        { "POST", "/orders/{order}/cancel", null, Permissions.OrdersRead, 200, 404 },
    };

    /// <summary>Method, path, body, the status of a stranger, and of the person whose things they are.</summary>
    public static TheoryData<string, string, string?, int, int> UserRoutes => new()
    {
        { "GET", "/me", null, 200, 200 },
        { "PATCH", "/me", """{"displayName":"New Name"}""", 200, 200 },
        { "GET", "/me/gift-cards", null, 200, 200 },
        { "GET", "/me/gift-cards/{wallet}", null, 404, 200 },
        { "POST", "/gift-cards/{wallet}/transfer", "{}", 404, 201 },

        // Whoever has the claim code may accept it, except for whoever sent it.
        { "POST", "/transfers/claim", """{"claimCode":"{claim}"}""", 200, 422 },
        { "POST", "/transfers/{transfer}/withdraw", "{}", 404, 200 },
    };

    [Theory]
    [MemberData(nameof(MerchantRoutes))]
    public async Task A_merchants_route_serves_only_a_key_with_its_scope(
        string method, string path, string? body, Permissions scope, int success, int foreign)
    {
        var world = await PrepareAsync();
        var merchant = world.Merchant;
        var others = path.EndsWith("validate", StringComparison.Ordinal)
            ? Permissions.Scopes & ~(Permissions.CardsRead | Permissions.CardsRedeem)
            : Permissions.Scopes & ~scope;
        var key = Guid.NewGuid().ToString();

        (await CallAsync(app.AnonymousClient(), method, path, body, world, key)).AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        (await CallAsync(app.ClientOf("sk_test_nothing"), method, path, body, world, key))
            .AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        (await CallAsync(await app.ClientOfAsync(merchant, others), method, path, body, world, key))
            .AssertRefused(HttpStatusCode.Forbidden, "forbidden");
        var stranger = await CallAsync(await app.ClientOfAsync(await app.AddMerchantAsync()), method, path, body, world, key);
        Assert.Equal(foreign, (int)stranger.Status);
        Assert.DoesNotContain(world.Card.GiftCard.Id.ToString(), stranger.Body!.ToJsonString(), StringComparison.Ordinal);
        var right = await CallAsync(await app.ClientOfAsync(merchant, scope), method, path, body, world, key);
        Assert.True(success == (int)right.Status, right.Body?.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(UserRoutes))]
    public async Task A_persons_route_serves_only_their_access_token(string method, string path, string? body, int foreign, int own)
    {
        var world = await PrepareAsync();
        var email = $"{Guid.NewGuid():N}@example.test";
        var person = await app.AddUserAsync(email);
        var card = await app.IssueCardAsync(world.Merchant, 5_000, recipientEmail: email);
        var given = await app.IssueCardAsync(world.Merchant, 5_000, recipientEmail: email);
        var transfer = (await app.Get<TransferCardHandler>().HandleAsync(
            new Actor.Buyer(person.UserId), new TransferCard(given.GiftCard.Id, null, null), "t", Token)).Value.Value;
        path = path.Replace("{wallet}", card.GiftCard.Id.ToString(), StringComparison.Ordinal)
            .Replace("{transfer}", transfer.Id.ToString(), StringComparison.Ordinal);
        body = body?.Replace("{claim}", transfer.ClaimCode!.Display, StringComparison.Ordinal);
        var strangersEmail = $"{Guid.NewGuid():N}@example.test";
        await app.AddUserAsync(strangersEmail);

        (await CallAsync(app.AnonymousClient(), method, path, body, world, "k")).AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        (await CallAsync(app.ClientOf("gat_nothing"), method, path, body, world, "k"))
            .AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        (await CallAsync(await app.ClientOfAsync(world.Merchant), method, path, body, world, "k"))
            .AssertRefused(HttpStatusCode.Forbidden, "forbidden");
        var stranger = await CallAsync(app.ClientOf(await app.SignInAsync(strangersEmail)), method, path, body, world, "k");
        Assert.Equal(foreign, (int)stranger.Status);
        Assert.DoesNotContain(card.GiftCard.Id.ToString(), stranger.Body!.ToJsonString(), StringComparison.Ordinal);
        var persons = await CallAsync(app.ClientOf(await app.SignInAsync(email)), method, path, body, world, "k");
        Assert.Equal(own, (int)persons.Status);
    }

    [Fact]
    public async Task Staff_may_what_their_role_allows_at_their_own_merchant()
    {
        var world = await PrepareAsync();
        var email = $"{Guid.NewGuid():N}@example.test";
        await app.AddUserAsync(email, (world.Merchant, StaffRole.Cashier));
        var cashier = app.ClientOf(await app.SignInAsync(email));

        var redeemed = await cashier.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{world.Card.Code}}","amount":{{Aed100}}}""");
        Assert.Equal(HttpStatusCode.Created, redeemed.Status);
        (await cashier.GetJsonAsync("/settings/gift-cards")).AssertRefused(HttpStatusCode.Forbidden, "forbidden");
        (await cashier.PostOnceAsync("/gift-cards", $$"""{"amount":{{Aed100}},"source":"counter"}"""))
            .AssertRefused(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Staff_of_several_merchants_name_one_in_a_header()
    {
        var first = await app.AddMerchantAsync();
        var second = await app.AddMerchantAsync();
        var third = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(second, 5_000);
        var email = $"{Guid.NewGuid():N}@example.test";
        await app.AddUserAsync(email, (first, StaffRole.Owner), (second, StaffRole.Owner));
        var owner = app.ClientOf(await app.SignInAsync(email));
        var path = $"/gift-cards/{card.GiftCard.Id}";

        (await owner.GetJsonAsync(path)).AssertRefused(HttpStatusCode.Forbidden, "forbidden");
        (await owner.GetJsonAsync(path, ("GiftCards-Merchant", first.Id.ToString()))).AssertRefused(HttpStatusCode.NotFound, "not_found");
        (await owner.GetJsonAsync(path, ("GiftCards-Merchant", third.Id.ToString()))).AssertRefused(HttpStatusCode.NotFound, "not_found");
        (await owner.GetJsonAsync(path, ("GiftCards-Merchant", "nonsense"))).AssertRefused(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.OK, (await owner.GetJsonAsync(path, ("GiftCards-Merchant", second.Id.ToString()))).Status);
    }

    [Fact]
    public void Every_route_says_whom_it_serves_and_is_tried_here_or_open_to_all()
    {
        var tried = MerchantRoutes.Select(row => $"{row.Data.Item1} {row.Data.Item2}")
            .Concat(UserRoutes.Select(row => $"{row.Data.Item1} {row.Data.Item2}"))
            .Select(route => Placeholder().Replace(route, "{id}"))
            .ToHashSet(StringComparer.Ordinal);
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var access = route.Metadata.GetMetadata<RouteAccess>();
            Assert.NotNull(access);
            var method = route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Single();
            var name = $"{method} {route.RoutePattern.RawText!["/api/v1".Length..]}";
            Assert.True(access is { Audience: Audience.Anyone } or { Audience: Audience.Buyer, AnyOf: Permissions.None } || tried.Contains(name), name);
        }
    }

    private async Task<World> PrepareAsync()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var settings = await (await app.ClientOfAsync(merchant)).GetJsonAsync("/settings/gift-cards");
        var order = await app.AnonymousClient().PostOnceAsync(
            "/orders",
            $$"""
            {"merchant":"{{merchant.Slug}}","items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"print"}],
             "purchaser":{"name":"Ben","email":"ben@example.test"} }
            """);
        var owner = await app.ClientOfAsync(merchant);
        var hold = await owner.PostOnceAsync($"/gift-cards/{card.GiftCard.Id}/holds", $$"""{"amount":{{Aed100}}}""");
        var sale = await owner.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Aed100}}}""");
        var correction = await owner.PostOnceAsync(
            $"/gift-cards/{card.GiftCard.Id}/adjust", """{"amount":{"amount":1000001,"currency":"AED"},"reason":"support"}""");
        return new World(
            merchant, card, settings.Body!.ToJsonString(), order.Text("id")!, hold.Text("hold", "id")!, sale.Text("transaction", "id")!)
        {
            Approval = correction.Text("approval")!,
        };
    }

    private static Task<ApiAnswer> CallAsync(HttpClient client, string method, string path, string? body, World world, string key) =>
        client.SendAsync(new HttpMethod(method), world.Fill(path), body is null ? null : world.Fill(body), [("Idempotency-Key", key)]);

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Placeholder();

    private sealed record World(Merchant Merchant, IssuedCard Card, string Settings, string Order, string Hold, string Sale)
    {
        public required string Approval { get; init; }

        public string Fill(string text) => text
            .Replace("{approval}", Approval, StringComparison.Ordinal)
            .Replace("{id}", Card.GiftCard.Id.ToString(), StringComparison.Ordinal)
            .Replace("{code}", Card.Code, StringComparison.Ordinal)
            .Replace("{settings}", Settings, StringComparison.Ordinal)
            .Replace("{hold}", Hold, StringComparison.Ordinal)
            .Replace("{sale}", Sale, StringComparison.Ordinal)
            .Replace("{reinstate}", $$"""{"reason":"Ill","expiresAt":"{{TimeProvider.System.GetUtcNow().Year + 2}}-01-01T00:00:00Z"}""", StringComparison.Ordinal)
            .Replace("{order}", Order, StringComparison.Ordinal);
    }
}
