using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GiftCards.Core.Access;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using GiftCards.Web.Api;
using GiftCards.Web.Api.V1;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Nothing a client sends gives a 500, on either database; what breaks on our side is told apart.</summary>
public sealed class RobustnessTests
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Nasty =
    [
        "null", "-1", "1.5", "1e999", "9223372036854775807", "[]", "{}", "[null]", "\"\"", "\"a\\u0000b\"", "\"\\ud800\"",
        "\"'; DROP TABLE cards; --\"", "\"../../../etc/passwd\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00\"",
        "\"\\uffff🎁\"", $"\"{new string('x', 10_000)}\"", $"\"gcq_{new string('!', 64)}\"",
    ];

    [Theory]
    [EveryProvider]
    public async Task No_value_of_any_field_breaks_a_route(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider, limitScale: 1_000_000);
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        await app.AddUserAsync("pat@example.test");
        var person = app.ClientOf(await app.SignInAsync("pat@example.test"));
        var card = (await client.PostOnceAsync("/gift-cards", ApiExamples.Issue)).Text("id");
        var order = await client.PostOnceAsync("/orders", Fill(ApiExamples.PlaceOrder));
        var guest = app.ClientOf(order.Text("accessToken")!);
        foreach (var (caller, method, path, body) in new[]
        {
            (client, HttpMethod.Post, "/gift-cards", ApiExamples.Issue),
            (client, HttpMethod.Post, "/gift-cards/validate", ApiExamples.Code),
            (client, HttpMethod.Post, "/gift-cards/balance", ApiExamples.Code),
            (client, HttpMethod.Post, "/gift-cards/redeem", ApiExamples.Redeem),
            (client, HttpMethod.Post, $"/gift-cards/{card}/refund", ApiExamples.Refund),
            (client, HttpMethod.Put, "/settings/gift-cards", ApiExamples.Settings),
            (client, HttpMethod.Post, "/orders", Fill(OrderWithEverything)),
            (guest, HttpMethod.Post, $"/orders/{order.Text("id")}/sandbox-payment", ApiExamples.SandboxPayment),
            (person, HttpMethod.Patch, "/me", ApiExamples.ProfilePatch),
            (person, HttpMethod.Post, "/auth/refresh", ApiExamples.Refresh),
            (person, HttpMethod.Post, "/auth/logout", ApiExamples.Refresh),
        })
        {
            foreach (var variant in VariantsOf(body))
            {
                var answer = await caller.SendAsync(method, path, variant, [("Idempotency-Key", Guid.NewGuid().ToString())]);
                Assert.True((int)answer.Status < 500, $"{method} {path} {variant[..Math.Min(variant.Length, 500)]}: {answer.Status}");
                Assert.True((int)answer.Status < 400 || answer.Code is not null, path);
            }
        }

        await app.AssertBooksAsync();

        string Fill(string example) => example.Replace("glamour-studio", merchant.Slug, StringComparison.Ordinal);
    }

    [Theory]
    [EveryProvider]
    public async Task No_query_and_no_path_breaks_a_route(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider, limitScale: 1_000_000);
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        string[] values = ["", "a", "-1", "0", "99999999999999999999", "a%01b", "%F0%9F%8E%81", "%ED%A0%80", "'", "%25", "AAAAAAAAAAAAAAAAAAAAAA",
            "_____________________w", "!!!!!!!!!!!!!!!!!!!!!!", "0001-01-01", "9999-12-31", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", new string('x', 1_000)];
        string[] queries =
        [
            "/gift-cards?status=", "/gift-cards?q=", "/gift-cards?issuedFrom=", "/gift-cards?issuedTo=", "/gift-cards?minBalance=",
            "/gift-cards?limit=", "/gift-cards?cursor=", "/merchants?q=", "/merchants?city=", "/merchants?currency=", "/merchants?sort=",
            "/merchants?minAmount=", "/merchants?cursor=", "/merchants/", "/gift-cards/", "/gift-cards/gc_", "/orders/", "/orders/ord_",
        ];

        foreach (var query in queries)
        {
            foreach (var value in values)
            {
                var answer = await client.GetJsonAsync(query + value);
                Assert.True((int)answer.Status < 500, $"{query}{value}: {answer.Status}");
            }
        }
    }

    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, HttpStatusCode.InternalServerError)]
    public async Task A_database_that_is_away_is_503_and_a_bug_500_and_neither_tells_more(bool away, HttpStatusCode status)
    {
        await using var app = await GiftCardsApp.StartAsync();
        await using var scope = app.Services.CreateAsyncScope();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Response.Body = body;
        Exception error = away ? new NpgsqlException("Connection to 10.0.0.7 refused") : new InvalidOperationException("A secret of ours");
        var middleware = new ApiMiddleware(
            _ => throw error,
            scope.ServiceProvider.GetRequiredService<RequestBuckets>(),
            scope.ServiceProvider.GetRequiredService<ApiKeyUsage>(),
            NullLogger<ApiMiddleware>.Instance);

        await middleware.InvokeAsync(context);

        Assert.Equal((int)status, context.Response.StatusCode);
        var problem = JsonNode.Parse(body.ToArray())!;
        Assert.Equal("unavailable", problem["code"]!.GetValue<string>());
        Assert.DoesNotContain("10.0.0.7", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(away ? "5" : "", context.Response.Headers.RetryAfter.ToString());
    }

    private const string OrderWithEverything =
        """
        {
          "merchant": "glamour-studio",
          "items": [
            {
              "amount": { "amount": 20000, "currency": "AED" },
              "quantity": 1,
              "recipient": { "name": "Maya", "email": "maya@example.com" },
              "message": "Happy birthday!",
              "deliveryMethod": "email",
              "deliverAt": "2027-01-01T09:00",
              "deliverTimeZone": "Asia/Dubai",
              "design": "classic",
              "language": "en"
            }
          ],
          "purchaser": { "name": "Omar", "email": "omar@example.com", "phone": "+971 4 123 4567" }
        }
        """;

    /// <summary>The body with each of its values in turn replaced by each nasty one.</summary>
    private static IEnumerable<string> VariantsOf(string body)
    {
        const string Mark = "\"§\"";
        foreach (var path in PathsOf(JsonNode.Parse(body)!))
        {
            var copy = JsonNode.Parse(body)!;
            var parent = path.SkipLast(1).Aggregate(copy, (node, step) => step is int index ? node[index]! : node[(string)step]!);
            if (path[^1] is int last)
            {
                parent[last] = "§";
            }
            else
            {
                parent[(string)path[^1]] = "§";
            }

            var text = copy.ToJsonString(Plain);
            foreach (var nasty in Nasty)
            {
                yield return text.Replace(Mark, nasty, StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<object[]> PathsOf(JsonNode node) => node switch
    {
        JsonObject body => body.SelectMany(field => PathsUnder(field.Key, field.Value)),
        JsonArray list => list.SelectMany((item, index) => PathsUnder(index, item)),
        _ => [],
    };

    private static IEnumerable<object[]> PathsUnder(object step, JsonNode? node) =>
        [[step], .. node is null ? [] : PathsOf(node).Select(rest => (object[])[step, .. rest])];
}
