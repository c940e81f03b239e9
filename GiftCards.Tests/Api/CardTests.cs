using System.Net;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Cards as merchants' programs see them, and as strangers do not.</summary>
public sealed class CardTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private const string Aed100 = """{"amount":100,"currency":"AED"}""";

    [Fact]
    public async Task Another_merchants_card_answers_exactly_as_an_unknown_one()
    {
        var card = await app.IssueCardAsync(await app.AddMerchantAsync(), 20_000);
        var stranger = await app.ClientOfAsync(await app.AddMerchantAsync());
        var unknown = PublicId.New<CardId>(DateTimeOffset.UnixEpoch).ToString();
        var none = "TEST-2222-3333-4444";

        foreach (var (path, known, other) in new[]
        {
            ("/gift-cards/validate", $$"""{"code":"{{card.Code}}"}""", $$"""{"code":"{{none}}"}"""),
            ("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Aed100}} }""", $$"""{"code":"{{none}}","amount":{{Aed100}} }"""),
            ("/gift-cards/redeem", $$"""{"giftCardId":"{{card.GiftCard.Id}}","amount":{{Aed100}} }""", $$"""{"giftCardId":"{{unknown}}","amount":{{Aed100}} }"""),
            ("/gift-cards/redeem", $$"""{"giftCardId":"{{card.GiftCard.Id}}","amount":{{Aed100}} }""", $$"""{"giftCardId":"gc_nonsense","amount":{{Aed100}} }"""),
        })
        {
            var foreign = await stranger.PostOnceAsync(path, known);
            var missing = await stranger.PostOnceAsync(path, other);
            Assert.Equal((missing.Status, missing.WithoutIds()), (foreign.Status, foreign.WithoutIds()));
            Assert.Equal(NamesOf(missing), NamesOf(foreign));
        }

        foreach (var suffix in new[] { "", "/transactions" })
        {
            var foreign = await stranger.GetJsonAsync($"/gift-cards/{card.GiftCard.Id}{suffix}");
            var missing = await stranger.GetJsonAsync($"/gift-cards/{unknown}{suffix}");
            var malformed = await stranger.GetJsonAsync($"/gift-cards/nonsense{suffix}");
            Assert.Equal((missing.Status, missing.WithoutIds()), (foreign.Status, foreign.WithoutIds()));
            Assert.Equal((missing.Status, missing.WithoutIds()), (malformed.Status, malformed.WithoutIds()));
        }

        Assert.Equal(20_000, await app.BalanceOfAsync(card));
    }

    [Fact]
    public async Task An_unknown_code_is_an_answer_and_a_malformed_one_a_refusal()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());

        var unknown = await client.PostJsonAsync("/gift-cards/validate", """{"code":"TEST-2222-3333-4444"}""");
        Assert.Equal("""{"valid":false,"reason":"card_not_found"}""", unknown.Body!.ToJsonString());
        (await client.PostJsonAsync("/gift-cards/validate", """{"code":"TEST-!"}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "code_malformed");
    }

    [Fact]
    public async Task A_used_up_card_says_so_to_its_merchant()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 100);
        var client = await app.ClientOfAsync(merchant);
        await client.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Aed100}} }""");

        var answer = await client.PostJsonAsync("/gift-cards/validate", $$"""{"code":"{{card.Code!.ToLowerInvariant()}}"}""");

        Assert.False(answer.Body!["valid"]!.GetValue<bool>());
        Assert.Equal(("card_fully_used", "fully_used"), (answer.Text("reason"), answer.Text("giftCard", "status")));
    }

    [Fact]
    public async Task The_code_is_told_when_the_card_is_issued_and_never_again()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        const string Body = """{"amount":{"amount":10000,"currency":"AED"},"source":"counter","recipient":{"name":"Maya"}}""";

        var issued = await client.PostOnceAsync("/gift-cards", Body, "issue-1");
        var replay = await client.PostOnceAsync("/gift-cards", Body, "issue-1");
        var card = await client.GetJsonAsync($"/gift-cards/{issued.Text("id")}");

        Assert.Equal(HttpStatusCode.Created, issued.Status);
        Assert.EndsWith(issued.Text("last4")!, issued.Text("code")!, StringComparison.Ordinal);
        Assert.Equal(issued.Body!.ToJsonString(), replay.Body!.ToJsonString());
        Assert.Equal("true", replay.Header("Idempotent-Replayed"));
        Assert.DoesNotContain(issued.Text("code")!, card.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(card.Body!["code"]);
    }

    [Theory]
    [InlineData("""{"amount":{"amount":10000,"currency":"AED"},"source":"purchase"}""", 400, "invalid_request")]
    [InlineData("""{"amount":{"amount":10000,"currency":"AED"},"source":"counter","code":"OLD-12345678"}""", 400, "invalid_request")]
    [InlineData("""{"amount":{"amount":10000,"currency":"AED"},"source":"counter","expiresAt":"2020-01-01T00:00:00Z"}""", 400, "invalid_request")]
    [InlineData("""{"amount":{"amount":10000,"currency":"AED"},"source":"counter","expiresAt":"2030-01-01T00:00:00"}""", 400, "invalid_request")]
    [InlineData("""{"amount":{"amount":10000,"currency":"AED"},"source":"counter","recipient":{"email":"no address"}}""", 400, "invalid_request")]
    [InlineData("""{"amount":{"amount":10000,"currency":"AED"},"source":"import","code":"!!"}""", 422, "code_malformed")]
    [InlineData("""{"amount":{"amount":1,"currency":"AED"},"source":"counter"}""", 422, "amount_out_of_range")]
    [InlineData("""{"amount":{"amount":10000,"currency":"EUR"},"source":"counter"}""", 422, "currency_mismatch")]
    public async Task A_card_that_may_not_be_issued_is_refused(string body, int status, string code) =>
        (await (await app.ClientOfAsync(await app.AddMerchantAsync())).PostOnceAsync("/gift-cards", body))
            .AssertRefused((HttpStatusCode)status, code);

    [Fact]
    public async Task Pages_stay_as_they_were_while_cards_are_added()
    {
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Insert(0, (await app.IssueCardAsync(merchant, 1_000 + i)).GiftCard.Id.ToString());
        }

        var seen = new List<string>();
        var cursor = "";
        do
        {
            var page = await client.GetJsonAsync($"/gift-cards?limit=3{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            seen.AddRange(page.Body!["data"]!.AsArray().Select(card => card!["id"]!.GetValue<string>()));
            cursor = page.Text("nextCursor") ?? "";
            await app.IssueCardAsync(merchant, 9_000);
        }
        while (cursor.Length > 0);

        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task A_cards_history_is_newest_first_and_paged()
    {
        var merchant = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 1_000);
        var client = await app.ClientOfAsync(merchant);
        await client.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Aed100}},"bookingId":"b-1","location":"Marina"}""");

        var first = await client.GetJsonAsync($"/gift-cards/{card.GiftCard.Id}/transactions?limit=1");
        var second = await client.GetJsonAsync($"/gift-cards/{card.GiftCard.Id}/transactions?limit=1&cursor={first.Text("nextCursor")}");

        var redeem = Assert.Single(first.Body!["data"]!.AsArray())!;
        Assert.Equal(("redeem", -100), (redeem["type"]!.GetValue<string>(), redeem["amount"]!["amount"]!.GetValue<int>()));
        Assert.Equal(("b-1", "Marina"), (redeem["reference"]!["bookingId"]!.GetValue<string>(), redeem["reference"]!["location"]!.GetValue<string>()));
        Assert.Equal("issue", Assert.Single(second.Body!["data"]!.AsArray())!["type"]!.GetValue<string>());
        Assert.Null(second.Text("nextCursor"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("status=lost", "status")]
    [InlineData("issuedFrom=yesterday", "issuedFrom")]
    [InlineData("minBalance=-1", "minBalance")]
    [InlineData("minBalance=1.5", "minBalance")]
    [InlineData("q=a%00b", "q")]
    [InlineData("page=2", "page")]
    public async Task A_query_that_makes_no_sense_is_refused_by_name(string query, string field)
    {
        var answer = await (await app.ClientOfAsync(await app.AddMerchantAsync())).GetJsonAsync($"/gift-cards?{query}");

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal([field], answer.Body!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=AAAAAAAAAAAAAAAAAAAAA!")]
    public async Task A_cursor_of_somebody_elses_making_is_refused(string query) =>
        (await (await app.ClientOfAsync(await app.AddMerchantAsync())).GetJsonAsync($"/gift-cards?{query}"))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_cursor");

    [Fact]
    public async Task Cards_are_found_by_status_balance_day_last_four_and_address()
    {
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        var small = await app.IssueCardAsync(merchant, 1_000, recipientEmail: "rita@example.test");
        await app.IssueCardAsync(merchant, 5_000);
        await client.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{small.Code}}","amount":{{Aed100}} }""");

        Assert.Equal(1, await CountAsync("status=partially_used"));
        Assert.Equal(1, await CountAsync("minBalance=1000"));
        Assert.Equal(1, await CountAsync("q=RITA%40example.test"));
        Assert.Equal(1, await CountAsync($"q={small.GiftCard.Last4}"));
        Assert.Equal(2, await CountAsync("issuedFrom=2020-01-01"));
        Assert.Equal(0, await CountAsync("issuedTo=2020-01-01T00:00:00Z"));

        async Task<int> CountAsync(string query) => (await client.GetJsonAsync($"/gift-cards?{query}")).Body!["data"]!.AsArray().Count;
    }

    private static IEnumerable<string> NamesOf(ApiAnswer answer) => answer.Response.Headers
        .Where(header => !header.Key.StartsWith("RateLimit", StringComparison.Ordinal))
        .Select(header => header.Key)
        .Order(StringComparer.Ordinal);
}
