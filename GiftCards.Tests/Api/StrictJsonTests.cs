using System.Diagnostics;
using System.Net;
using System.Text;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>What a client may send wrong: a 4xx with a stable code, and nothing moves.</summary>
public sealed class StrictJsonTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    /// <summary>What grows with such a number or such a depth takes hours; a busy machine takes seconds.</summary>
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(30);

    public static TheoryData<string, int, string> Amounts => new()
    {
        { """{"amount":0,"currency":"AED"}""", 422, "amount_out_of_range" },
        { """{"amount":-1,"currency":"AED"}""", 422, "amount_out_of_range" },
        { """{"amount":1000000000000000000,"currency":"AED"}""", 422, "amount_out_of_range" },
        { """{"amount":9223372036854775808,"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":1e400,"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":1.5,"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":"100","currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":null,"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":true,"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":100,"amount":1,"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":100,"currency":"aed"}""", 400, "invalid_request" },
        { """{"amount":100,"currency":"XXQ"}""", 400, "invalid_request" },
        { """{"amount":100,"currency":784}""", 400, "invalid_request" },
        { """{"amount":100}""", 400, "invalid_request" },
        { """{"currency":"AED"}""", 400, "invalid_request" },
        { """{"amount":100,"currency":"AED","scale":2}""", 400, "invalid_request" },
        { """{"Amount":100,"currency":"AED"}""", 400, "invalid_request" },
        { "100", 400, "invalid_request" },
        { "null", 400, "invalid_request" },
        { "[]", 400, "invalid_request" },
        { """{"amount":100,"currency":"USD"}""", 422, "currency_mismatch" },
    };

    public static TheoryData<string> Bodies => new()
    {
        "",
        "null",
        "[]",
        "{}",
        "42",
        "\"text\"",
        "{",
        "{\"code\":}",
        "{\"code\":\"x\"} trailing",
        "{\"code\":\"ABCD-EFGH-JKLM\",\"amount\":{\"amount\":100,\"currency\":\"AED\"},}",
        "{\"code\":\"ABCD-EFGH-JKLM\",\"amount\":{\"amount\":100,\"currency\":\"AED\"},\"merchantId\":\"mer_x\"}",
        "{\"code\":\"ABCD-EFGH-JKLM\",\"code\":\"ABCD-EFGH-JKLN\",\"amount\":{\"amount\":100,\"currency\":\"AED\"}}",
        "{\"code\":[\"ABCD-EFGH-JKLM\"],\"amount\":{\"amount\":100,\"currency\":\"AED\"}}",
        "{\"code\":\"\\ud800\",\"amount\":{\"amount\":100,\"currency\":\"AED\"}}",
        "{\"\\ud800\":1,\"amount\":{\"amount\":100,\"currency\":\"AED\"}}",
        "{\"amount\":{\"amount\":100,\"currency\":\"AED\"}}",
        "/* hello */ {}",
        "NaN",
    };

    [Theory]
    [MemberData(nameof(Amounts))]
    public async Task A_wrong_amount_is_refused_and_the_balance_stays(string amount, int status, string code)
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        var watch = Stopwatch.StartNew();

        var answer = await client.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{amount}}}""");

        answer.AssertRefused((HttpStatusCode)status, code);
        Assert.True(watch.Elapsed < Quickly, $"{watch.Elapsed}");
        Assert.Contains(answer.Body!["errors"]!.AsObject(), error => error.Key.StartsWith("amount", StringComparison.Ordinal));
        Assert.Equal(20_000, await app.BalanceOfAsync(card));
    }

    [Fact]
    public async Task A_missing_amount_is_refused_by_name()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);

        var answer = await (await app.ClientOfAsync(merchant)).PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}"}""");

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(["amount"], answer.Body!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_is_not_what_the_route_takes_is_400(string body)
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());

        (await client.PostOnceAsync("/gift-cards/redeem", body)).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task All_wrong_fields_are_named_at_once()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());

        var answer = await client.PostOnceAsync(
            "/orders", """{"merchant":"x","items":[null,{"amount":{"amount":"1"},"deliveryMethod":"pigeon"}],"purchaser":{"name":"B"},"tip":1}""");

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(
            ["items[0]", "items[1].amount.amount", "items[1].amount.currency", "items[1].deliveryMethod", "purchaser.email", "tip"],
            answer.Body!["errors"]!.AsObject().Select(error => error.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("{}")]
    public async Task A_list_with_nothing_in_it_is_refused(string items)
    {
        var merchant = await app.AddMerchantAsync();

        (await app.AnonymousClient().PostOnceAsync(
            "/orders", $$"""{"merchant":"{{merchant.Slug}}","items":{{items}},"purchaser":{"name":"B","email":"b@example.test"} }"""))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(17)]
    public async Task Nesting_that_is_too_deep_is_refused_quickly(int depth)
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        var body = new StringBuilder().Insert(0, "{\"code\":", depth).Append('1').Append('}', depth).ToString();
        var watch = Stopwatch.StartNew();

        (await client.PostOnceAsync("/gift-cards/redeem", body)).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(watch.Elapsed < Quickly, $"{watch.Elapsed}");
    }

    [Fact]
    public async Task A_body_that_is_no_json_by_its_own_word_is_415()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        foreach (var type in new[] { "text/plain", "application/xml", "application/json; charset=utf-16", "multipart/form-data" })
        {
            using var content = new StringContent("{}");
            content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
            using var response = await client.PostAsync(
                new Uri("/api/v1/gift-cards/validate", UriKind.Relative), content, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData("card.note")]
    [InlineData("bookingId")]
    public async Task Text_that_no_database_takes_is_refused(string field)
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 20_000);
        var name = field.Split('.')[^1];

        (await (await app.ClientOfAsync(merchant)).PostOnceAsync(
            "/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{"amount":100,"currency":"AED"},"{{name}}":"a\u0000b"}"""))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(20_000, await app.BalanceOfAsync(card));
    }
}
