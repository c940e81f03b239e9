using System.Net;
using System.Text.RegularExpressions;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Verification;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>
/// Ids of one merchant in the hands of another's owner and key: what is asked for is not there, in the very words in
/// which something that never was is not there.
/// </summary>
public sealed partial class IdSwapTests(RoleWorld world) : IClassFixture<RoleWorld>
{
    private const string Aed100 = """{"amount":100,"currency":"AED"}""";

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
        { "POST", "/gift-cards/{card}/refund", """{"reason":"Lost"}""" },
        { "POST", "/gift-cards/{card}/resend", "{}" },
        { "POST", "/gift-cards/{card}/transfer", "{}" },
        { "GET", "/holds/{hold}", null },
        { "POST", "/holds/{hold}/capture", "{}" },
        { "POST", "/holds/{hold}/release", "{}" },
        { "POST", "/transactions/{sale}/void", """{"reason":"Twice"}""" },
        { "GET", "/orders/{order}", null },
        { "POST", "/orders/{order}/cancel", "{}" },
        { "POST", "/approvals/{approval}/approve", "{}" },
        { "POST", "/approvals/{approval}/decline", "{}" },
    };

    [Theory, MemberData(nameof(Calls))]
    public async Task A_foreign_id_answers_as_a_random_one_does(string method, string path, string? body)
    {
        var own = await MakeAsync();
        var random = own.ToDictionary(one => one.Key, one => RandomLike(one.Value), StringComparer.Ordinal);
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
        var own = await MakeAsync();
        var random = own.ToDictionary(one => one.Key, one => RandomLike(one.Value), StringComparer.Ordinal);
        var stranger = await world.App.ClientOfAsync(world.Other);
        foreach (var verb in new[] { "GET", "POST", "PUT", "PATCH", "DELETE" })
        {
            var body = verb is "GET" or "DELETE" ? null : "{}";
            var foreign = await CallAsync(stranger, verb, path, body, own);
            Assert.Equal(await CallAsync(stranger, verb, path, body, random), foreign);
            Assert.True((int)foreign.Status is >= 400 and < 500, $"{verb} {path}: {foreign.Status}");
        }
    }

    [Theory]
    [InlineData("/files/{file}")]
    [InlineData("/orders/{order}/invoice.pdf")]
    [InlineData("/orders/{order}/cards/{card}/certificate.pdf")]
    [InlineData("/gift/{gift}/certificate.pdf")]
    public async Task A_file_of_a_foreign_id_is_not_there_as_one_of_a_random_id_is_not(string path)
    {
        var own = await MakeAsync();
        var document = await world.App.Get<AddDocumentHandler>().HandleAsync(
            world.ActorOf(Role.Owner),
            FileKind.Licence,
            new IncomingFile(new MemoryStream(SampleFiles.Pdf()), "licence.pdf"),
            TestContext.Current.CancellationToken);
        own["file"] = document.Value.Id.ToString();
        own["gift"] = own["card"];
        var random = own.ToDictionary(one => one.Key, one => RandomLike(one.Value), StringComparer.Ordinal);
        foreach (var role in new[] { Role.Stranger, Role.Buyer, Role.Anonymous })
        {
            var client = await RoleClient.EnterAsync(world, role);
            var foreign = await client.FetchAsync(Fill(path, own));
            var missing = await client.FetchAsync(Fill(path, random));
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.Status, missing.Status));
            Assert.Equal(Told(missing.Body, random), Told(foreign.Body, own));
        }
    }

    [Theory]
    [InlineData("/merchant/cards/{card}")]
    [InlineData("/merchant/team/{member}")]
    public async Task A_page_of_a_foreign_id_is_that_of_a_random_one(string path)
    {
        var own = await MakeAsync();
        var random = own.ToDictionary(one => one.Key, one => RandomLike(one.Value), StringComparer.Ordinal);
        var stranger = await RoleClient.EnterAsync(world, Role.Stranger);
        var owner = await RoleClient.EnterAsync(world, Role.Owner);

        var foreign = await stranger.FetchAsync(Fill(path, own));
        var missing = await stranger.FetchAsync(Fill(path, random));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.Status, missing.Status));
        Assert.Equal(Told(missing.Body, random), Told(foreign.Body, own));
        Assert.Equal(HttpStatusCode.OK, (await owner.FetchAsync(Fill(path, own))).Status);
    }

    private async Task<Dictionary<string, string>> MakeAsync()
    {
        var app = world.App;
        var key = await app.ClientOfAsync(world.Merchant);
        var card = await app.IssueCardAsync(world.Merchant, 20_000);
        var id = card.GiftCard.Id.ToString();
        var order = await app.AnonymousClient().PostOnceAsync(
            "/orders",
            $$"""
            {"merchant":"{{world.Merchant.Slug}}","items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"print"}],
             "purchaser":{"name":"Ben","email":"ben@example.test"} }
            """);
        var hold = await key.PostOnceAsync($"/gift-cards/{id}/holds", $$"""{"amount":{{Aed100}}}""");
        var sale = await key.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Aed100}}}""");
        var correction = await key.PostOnceAsync(
            $"/gift-cards/{id}/adjust", """{"amount":{"amount":1000001,"currency":"AED"},"reason":"support"}""");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["card"] = id,
            ["order"] = order.Text("id")!,
            ["hold"] = hold.Text("hold", "id")!,
            ["sale"] = sale.Text("transaction", "id")!,
            ["approval"] = correction.Text("approval")!,
            ["member"] = world.UserOf(Role.Cashier).ToString(),
        };
    }

    private static async Task<(HttpStatusCode Status, string Body)> CallAsync(
        HttpClient client, string method, string path, string? body, Dictionary<string, string> ids)
    {
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
}
