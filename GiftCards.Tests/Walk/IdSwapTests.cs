using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>
/// Ids of one merchant in the hands of another's owner and key: what is asked for is not there, in the very words in
/// which something that never was is not there.
/// </summary>
public sealed partial class IdSwapTests(RoleWorld world) : IClassFixture<RoleWorld>
{
    private const string Aed100 = """{"amount":100,"currency":"AED"}""";
    private const string Platform = "for those who run the platform, who see every merchant's";

    /// <summary>Method, path, body; what stands in braces is replaced by a merchant's own id, or by a random one.</summary>
    public static TheoryData<string, string, string?> Calls => new()
    {
        { "GET", "/gift-cards/{card}", null },
        { "GET", "/gift-cards/{card}/transactions", null },
        { "GET", "/gift-cards/{card}/refunds", null },
        { "POST", "/gift-cards/redeem", $$"""{"giftCardId":"{card}","amount":{{Aed100}}}""" },
        { "POST", "/gift-cards/{card}/holds", $$"""{"amount":{{Aed100}}}""" },
        { "POST", "/gift-cards/{card}/load", $$"""{"amount":{{Aed100}},"method":"cash"}""" },
        { "POST", "/gift-cards/{card}/adjust", $$"""{"amount":{{Aed100}},"reason":"support"}""" },
        { "POST", "/gift-cards/{card}/block", """{"reason":"Lost"}""" },
        { "POST", "/gift-cards/{card}/unblock", """{"reason":"Found"}""" },
        { "POST", "/gift-cards/{card}/cancel", """{"reason":"Lost"}""" },
        { "POST", "/gift-cards/{card}/reinstate", """{"reason":"Ill","expiresAt":"{tomorrow}"}""" },
        { "POST", "/gift-cards/{card}/refund", """{"reason":"Lost"}""" },
        { "POST", "/gift-cards/{card}/resend", "{}" },
        { "POST", "/gift-cards/{card}/transfer", "{}" },
        { "POST", "/gift-cards/{owned}/transfer", "{}" },
        { "GET", "/me/gift-cards/{owned}", null },
        { "POST", "/transfers/{transfer}/withdraw", "{}" },
        { "GET", "/holds/{hold}", null },
        { "POST", "/holds/{hold}/capture", "{}" },
        { "POST", "/holds/{hold}/release", "{}" },
        { "POST", "/transactions/{sale}/void", """{"reason":"Twice"}""" },
        { "GET", "/orders/{order}", null },
        { "POST", "/orders/{order}/cancel", "{}" },
        { "POST", "/orders/{order}/sandbox-payment", """{"cardNumber":"4242424242424242","expiry":"12/40","cvc":"123"}""" },
        { "POST", "/approvals/{approval}/approve", "{}" },
        { "POST", "/approvals/{approval}/decline", "{}" },
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task A_foreign_id_answers_as_a_random_one_does(string method, string path, string? body)
    {
        var (own, random) = await IdsAsync();
        HttpClient[] strangers =
        [
            await world.App.ClientOfAsync(world.Other),
            world.App.ClientOf(await world.App.SignInAsync(world.EmailOf(Role.Stranger))),
        ];
        foreach (var stranger in strangers)
        {
            var foreign = await CallAsync(stranger, method, path, body, own);
            var missing = await CallAsync(stranger, method, path, body, random);
            Assert.Equal(missing, foreign);
            Assert.Contains(foreign.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.Forbidden });
        }
    }

    /// <summary>Every address of the API that names an id.</summary>
    public static TheoryData<string> Paths =>
        [.. Calls.Select(call => call.Data.Item2).Where(path => path.Contains('{')).Distinct(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Paths))]
    public async Task Every_verb_answers_to_a_foreign_id_as_it_does_to_a_random_one(string path)
    {
        var (own, random) = await IdsAsync();
        var stranger = await world.App.ClientOfAsync(world.Other);
        foreach (var verb in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
        {
            var body = verb is "GET" or "DELETE" ? null : "{}";
            var foreign = await CallAsync(stranger, verb, path, body, own);
            Assert.Equal(await CallAsync(stranger, verb, path, body, random), foreign);
            Assert.True((int)foreign.Status is >= 400 and < 500, $"{verb} {path}: {foreign.Status}");
        }
    }

    /// <summary>What comes as a file, by how it is asked for.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "GET", "/files/{file}" },
        { "GET", "/orders/{order}/invoice.pdf" },
        { "POST", "/orders/{order}/invoice.pdf" },
        { "GET", "/orders/{order}/cards/{card}/certificate.pdf" },
        { "POST", "/orders/{order}/cards/{card}/certificate.pdf" },
        { "GET", "/gift/{card}/certificate.pdf" },
    };

    [Theory, MemberData(nameof(Files))]
    public async Task A_file_of_a_foreign_id_is_not_there_as_one_of_a_random_id_is_not(string method, string path)
    {
        var (own, random) = await IdsAsync();
        foreach (var role in new[] { Role.Stranger, Role.Buyer, Role.Anonymous })
        {
            var client = await RoleClient.EnterAsync(world, role);
            Func<string, Task<(HttpStatusCode Status, string Body)>> ask = method == "GET" ? client.FetchAsync : client.PostAsync;
            var foreign = await ask(Fill(path, own));
            var missing = await ask(Fill(path, random));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.Status, missing.Status));
            Assert.Equal(Told(missing.Body, random), Told(foreign.Body, own));
        }
    }

    /// <summary>Pages and files of lists, by who has them and by another one who may have such things too.</summary>
    public static TheoryData<string, Role, Role> Pages => new()
    {
        { "/merchant/cards/{card}", Role.Owner, Role.Stranger },
        { "/merchant/cards/bulk/{list}", Role.Owner, Role.Stranger },
        { "/merchant/cards/batches/{batch}", Role.Owner, Role.Stranger },
        { "/merchant/team/{member}", Role.Owner, Role.Stranger },
        { "/merchant/payouts/{payout}", Role.Owner, Role.Stranger },
        { "/merchant/exports/{export}", Role.Owner, Role.Stranger },
        { "/merchant/exports/{export}", Role.Owner, Role.Manager },
        { "/merchant/exports/{report}", Role.None, Role.Owner },
        { "/admin/exports/{report}", Role.Full, Role.Support },
        { "/admin/exports/{export}", Role.None, Role.Full },
        { "/wallet/{owned}", Role.Buyer, Role.Stranger },
        { "/wallet/{owned}/pass-on", Role.Buyer, Role.Stranger },
        { "/wallet/{owned}/top-up", Role.Buyer, Role.Stranger },
        { "/wallet/transfers/{transfer}", Role.Buyer, Role.Stranger },
        { "/wallet/offers/{transfer}", Role.Manager, Role.Stranger },
        { "/wallet/offers/{transfer}", Role.None, Role.Buyer },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_of_a_foreign_id_is_that_of_a_random_one(string path, Role who, Role other)
    {
        var (own, random) = await IdsAsync();
        var stranger = await RoleClient.EnterAsync(world, other);

        var foreign = await stranger.FetchAsync(Fill(path, own));
        var missing = await stranger.FetchAsync(Fill(path, random));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.Status, missing.Status));
        Assert.Equal(Told(missing.Body, random), Told(foreign.Body, own));
        if (who != Role.None)
        {
            var owner = await RoleClient.EnterAsync(world, who);
            Assert.Equal(HttpStatusCode.OK, (await owner.FetchAsync(Fill(path, own))).Status);
        }
    }

    /// <summary>Pages of those who run the platform, who see every merchant's.</summary>
    public static TheoryData<string> OfPlatform =>
    [
        "/admin/businesses/{merchant}",
        "/admin/view-as/{merchant}",
        "/admin/users/{person}",
    ];

    [Theory, MemberData(nameof(OfPlatform))]
    public async Task Whoever_does_not_run_the_platform_learns_nothing_from_its_pages(string path)
    {
        var (own, random) = await IdsAsync();
        var stranger = await RoleClient.EnterAsync(world, Role.Stranger);

        var foreign = await stranger.FetchAsync(Fill(path, own));
        var missing = await stranger.FetchAsync(Fill(path, random));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (foreign.Status, missing.Status));
        Assert.Equal(Told(missing.Body, random), Told(foreign.Body, own));
    }

    /// <summary>What stands in an address and is no id of somebody's thing.</summary>
    private static IReadOnlyDictionary<string, string> Excepted { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["GET /account/invitation/{Token}"] = "a secret that is itself the right",
        ["GET /claim/{Code}"] = "a secret that is itself the right",
        ["GET /gift/{Token}"] = "a secret that is itself the right",
        ["GET /mail/choices/{Token}"] = "a secret that is itself the right",
        ["GET /mail/stop/{token}"] = "a secret that is itself the right",
        ["POST /mail/stop/{token}"] = "a secret that is itself the right",
        ["GET /orders/gifts/{Token}"] = "a secret that is itself the right",
        ["GET /top-up/{Ticket}"] = "a secret that is itself the right",
        ["GET /m/{Slug}"] = "public",
        ["GET /m/{Slug}/buy"] = "public",
        ["GET /m/{slug}/share.png"] = "public",
        ["GET /api/v1/merchants/{slug}"] = "public",
        ["GET /sitemap/{number:int:min(1)}.xml"] = "public",
        ["GET /openapi/{documentName}.json"] = "public",
        ["GET /problem/{Status:int}"] = "a number and no id",
        ["GET /{**path:file}"] = "a path and no id",
        ["HEAD /{**path:file}"] = "a path and no id",
        ["GET /dev/mailbox/{Id:guid}"] = "development alone",
        ["GET /admin/commission/{Id}"] = Platform,
        ["GET /admin/disputes/{Id}"] = Platform,
        ["GET /admin/goodwill/{Id}"] = Platform,
    };

    [Fact]
    public void Every_address_with_an_id_is_swapped_or_says_why_not()
    {
        var swapped = Calls.Select(call => $"{call.Data.Item1} /api/v1{call.Data.Item2}")
            .Concat(Files.Select(file => $"{file.Data.Item1} {file.Data.Item2}"))
            .Concat(Pages.Select(page => $"GET {page.Data.Item1}"))
            .Concat(OfPlatform.Select(page => $"GET {page.Data}"))
            .Select(Shape).ToHashSet(StringComparer.Ordinal);
        var named = WalkedRoute.All(world.App.Services).Select(route => route.Name).Where(name => name.Contains('{')).ToList();

        Assert.DoesNotContain(named, name => swapped.Contains(Shape(name)) == Excepted.ContainsKey(name));
        Assert.Empty(Excepted.Keys.Except(named));
        var guarded = world.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IAuthorizeData>()?.Policy == SignInPolicies.Administrator)
            .Select(route => $"GET /{route.RoutePattern.RawText!.TrimStart('/')}");
        Assert.Empty(Excepted.Where(one => one.Value == Platform).Select(one => one.Key).Except(guarded));
    }

    private async Task<(Dictionary<string, string> Own, Dictionary<string, string> Random)> IdsAsync()
    {
        var own = await world.ThingsAsync();
        return (own, own.ToDictionary(one => one.Key, one => RandomLike(one.Value), StringComparer.Ordinal));
    }

    private static string Shape(string name) => Place().Replace(name, "{}");

    private static async Task<(HttpStatusCode Status, string Body)> CallAsync(
        HttpClient client, string method, string path, string? body, Dictionary<string, string> ids)
    {
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O", CultureInfo.InvariantCulture);
        body = body?.Replace("{tomorrow}", tomorrow, StringComparison.Ordinal);
        var answer = await client.SendAsync(
            new HttpMethod(method), Fill(path, ids), body is null ? null : Fill(body, ids), [("Idempotency-Key", Guid.NewGuid().ToString())]);
        return (answer.Status, Told(answer.Body?.ToJsonString() ?? "", ids));
    }

    private static string Fill(string text, Dictionary<string, string> ids) =>
        ids.Aggregate(text, (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    // What the caller sent themselves, and what is another with each answer, tells nothing; nor does how much there is
    // to read by now.
    private static string Told(string body, Dictionary<string, string> ids) => Changing().Replace(
        ids.Values.Aggregate(body, (told, id) => told.Replace(id, "ID", StringComparison.Ordinal)), "");

    private static string RandomLike(string id) =>
        id[..(id.IndexOf('_', StringComparison.Ordinal) + 1)] + new CardId(Guid.CreateVersion7()).ToString()["gc_".Length..];

    [GeneratedRegex("""
        "(traceId|requestId)":"[^"]*"|CfDJ8[^"<]*|nonce="[^"]*"|<!--Blazor:.*?-->|<code>[0-9a-f]{32}</code>|<a class="icon-button bell".*?</a>
        """)]
    private static partial Regex Changing();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
