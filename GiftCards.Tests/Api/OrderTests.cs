using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Buying through the API.</summary>
public sealed class OrderTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private const string Success = """{"cardNumber":"4242 4242 4242 4242","expiry":"12/30","cvc":"123"}""";

    [Fact]
    public async Task A_guest_orders_pays_and_gets_the_codes()
    {
        var merchant = await app.AddMerchantAsync();
        var placed = await PlaceAsync(merchant, quantity: 2);
        var guest = app.ClientOf(placed.Text("accessToken")!);
        var path = $"/orders/{placed.Text("id")}";

        Assert.Equal(("pending", "requires_payment"), (placed.Text("status"), placed.Text("payment", "status")));
        Assert.Equal(20_000, placed.Minor("total"));
        var paid = await guest.PostJsonAsync($"{path}/sandbox-payment", Success);
        Assert.Equal(("fulfilled", "succeeded"), (paid.Text("status"), paid.Text("payment", "status")));
        var cards = paid.Body!["giftCards"]!.AsArray();
        Assert.Equal(2, cards.Count);
        Assert.All(cards, card => Assert.EndsWith(card!["last4"]!.GetValue<string>(), card["code"]!.GetValue<string>(), StringComparison.Ordinal));
        var certificate = new Uri(cards[0]!["pdfUrl"]!.GetValue<string>());
        using var download = await app.AnonymousClient().GetAsync(certificate.PathAndQuery, TestContext.Current.CancellationToken);
        Assert.Equal("application/pdf", download.Content.Headers.ContentType?.MediaType);

        var seen = await (await app.ClientOfAsync(merchant, Permissions.OrdersRead)).GetJsonAsync(path);
        Assert.All(seen.Body!["giftCards"]!.AsArray(), card => Assert.Null(card!["code"]));
        Assert.All(seen.Body!["giftCards"]!.AsArray(), card => Assert.Null(card!["pdfUrl"]));
        (await guest.PostJsonAsync($"{path}/cancel", "")).AssertRefused(HttpStatusCode.Conflict, "conflict");
        (await guest.PostJsonAsync($"{path}/sandbox-payment", Success)).AssertRefused(HttpStatusCode.Conflict, "conflict");
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_replayed_order_tells_no_secret_again()
    {
        var merchant = await app.AddMerchantAsync();
        var first = await PlaceAsync(merchant, key: "again");
        await app.ClientOf(first.Text("accessToken")!).PostJsonAsync($"/orders/{first.Text("id")}/sandbox-payment", Success);

        var replay = await PlaceAsync(merchant, key: "again");

        Assert.Equal((HttpStatusCode.Created, "true"), (replay.Status, replay.Header("Idempotent-Replayed")));
        Assert.Equal(first.Text("id"), replay.Text("id"));
        Assert.Null(replay.Body!["accessToken"]);
        Assert.Null(replay.Body["payment"]!["clientSecret"]);
        Assert.All(replay.Body["giftCards"]!.AsArray(), card => Assert.Null(card!["code"]));
    }

    [Fact]
    public async Task An_order_is_nobodys_but_its_buyers_and_its_merchants()
    {
        var merchant = await app.AddMerchantAsync();
        var mine = await PlaceAsync(merchant);
        var other = await PlaceAsync(merchant);
        var path = $"/orders/{mine.Text("id")}";
        await app.AddUserAsync("nosy@example.test");

        (await app.AnonymousClient().GetJsonAsync(path)).AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        foreach (var stranger in new[]
        {
            app.ClientOf(other.Text("accessToken")!),
            app.ClientOf(await app.SignInAsync("nosy@example.test")),
            await app.ClientOfAsync(await app.AddMerchantAsync()),
        })
        {
            (await stranger.GetJsonAsync(path)).AssertRefused(HttpStatusCode.NotFound, "not_found");
            (await stranger.PostJsonAsync($"{path}/cancel", "")).AssertRefused(HttpStatusCode.NotFound, "not_found");
            (await stranger.PostJsonAsync($"{path}/sandbox-payment", Success)).AssertRefused(HttpStatusCode.NotFound, "not_found");
        }

        Assert.Equal(HttpStatusCode.OK, (await app.ClientOf(mine.Text("accessToken")!).GetJsonAsync(path)).Status);
    }

    [Theory]
    [InlineData("4000 0000 0000 0002", "payment_declined")]
    [InlineData("4000 0000 0000 9995", "payment_declined")]
    [InlineData("4000 0025 0000 3155", "payment_requires_action")]
    public async Task A_payment_that_does_not_go_through_is_422_and_can_be_tried_again(string number, string code)
    {
        var placed = await PlaceAsync(await app.AddMerchantAsync());
        var guest = app.ClientOf(placed.Text("accessToken")!);
        var path = $"/orders/{placed.Text("id")}/sandbox-payment";

        (await guest.PostJsonAsync(path, $$"""{"cardNumber":"{{number}}","expiry":"12/30","cvc":"123"}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, code);
        Assert.Equal("fulfilled", (await guest.PostJsonAsync(path, Success)).Text("status"));
    }

    [Fact]
    public async Task The_banks_question_is_shown_and_answered()
    {
        var placed = await PlaceAsync(await app.AddMerchantAsync());
        var guest = app.ClientOf(placed.Text("accessToken")!);
        var path = $"/orders/{placed.Text("id")}/sandbox-payment";
        await guest.PostJsonAsync(path, """{"cardNumber":"4000002500003155","expiry":"12/30","cvc":"123"}""");

        var waiting = await guest.GetJsonAsync($"/orders/{placed.Text("id")}");
        Assert.Equal(("requires_action", "requires_action"), (waiting.Text("status"), waiting.Text("payment", "status")));
        Assert.EndsWith(path, waiting.Text("payment", "challenge", "url")!, StringComparison.Ordinal);
        (await guest.PostJsonAsync(path, """{"challenge":"reject"}""")).AssertRefused(HttpStatusCode.UnprocessableEntity, "payment_declined");
        await guest.PostJsonAsync(path, """{"cardNumber":"4000002500003155","expiry":"12/30","cvc":"123"}""");
        Assert.Equal("fulfilled", (await guest.PostJsonAsync(path, """{"challenge":"approve"}""")).Text("status"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"cardNumber":"4242424242424242"}""")]
    [InlineData("""{"cardNumber":"1111","expiry":"12/30","cvc":"123"}""")]
    [InlineData("""{"cardNumber":"4242424242424242","expiry":"13/30","cvc":"123"}""")]
    [InlineData("""{"cardNumber":"4242424242424242","expiry":"12/30","cvc":"12x"}""")]
    [InlineData("""{"challenge":"perhaps"}""")]
    [InlineData("""{"challenge":"approve","cardNumber":"4242424242424242"}""")]
    public async Task A_payment_that_cannot_be_one_is_400(string body)
    {
        var placed = await PlaceAsync(await app.AddMerchantAsync());

        (await app.ClientOf(placed.Text("accessToken")!).PostJsonAsync($"/orders/{placed.Text("id")}/sandbox-payment", body))
            .AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task An_unpaid_order_is_cancelled_once()
    {
        var placed = await PlaceAsync(await app.AddMerchantAsync());
        var guest = app.ClientOf(placed.Text("accessToken")!);

        var cancelled = await guest.PostJsonAsync($"/orders/{placed.Text("id")}/cancel", "");
        Assert.Equal(("cancelled", "failed"), (cancelled.Text("status"), cancelled.Text("payment", "status")));
        (await guest.PostJsonAsync($"/orders/{placed.Text("id")}/cancel", "")).AssertRefused(HttpStatusCode.Conflict, "conflict");
        (await guest.PostJsonAsync($"/orders/{placed.Text("id")}/sandbox-payment", Success)).AssertRefused(HttpStatusCode.Conflict, "conflict");
    }

    [Theory]
    [InlineData("nobody-of-that-name", 404, "not_found")]
    [InlineData("a\\u0000b", 404, "not_found")]
    public async Task A_merchant_that_is_none_sells_nothing(string slug, int status, string code) =>
        (await app.AnonymousClient().PostOnceAsync("/orders", OrderOf(slug))).AssertRefused((HttpStatusCode)status, code);

    [Theory]
    [InlineData("\"quantity\":0", "items[0].quantity")]
    [InlineData("\"quantity\":501", "items[0].quantity")]
    [InlineData("\"deliverAt\":\"2020-01-01T09:00\"", "items[0].deliverAt")]
    [InlineData("\"deliverAt\":\"2030-01-01T09:00Z\"", "items[0].deliverAt")]
    [InlineData("\"deliverAt\":\"9999-12-31T23:59\"", "items[0].deliverAt")]
    [InlineData("\"deliverTimeZone\":\"Mars/Base\"", "items[0].deliverTimeZone")]
    [InlineData("\"deliverTimeZone\":\"../../etc/passwd\"", "items[0].deliverTimeZone")]
    [InlineData("\"deliverTimeZone\":\"\\u0000\"", "items[0].deliverTimeZone")]
    [InlineData("\"design\":\"mine\"", "items[0].design")]
    [InlineData("\"language\":\"tlh\"", "items[0].language")]
    [InlineData("\"recipient\":{\"email\":\"a@b,c@d\"}", "items[0].recipient.email")]
    [InlineData("\"topUp\":{\"code\":\"ABCDEFGH\"}", "items[0].deliveryMethod")]
    public async Task What_is_wrong_with_an_item_is_named(string extra, string field)
    {
        var answer = await app.AnonymousClient().PostOnceAsync("/orders", OrderOf((await app.AddMerchantAsync()).Slug, extra));

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains(field, answer.Body!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Merchants_are_listed_filtered_and_shown()
    {
        var merchant = await app.AddMerchantAsync("JPY", "Asia/Tokyo");

        var listed = await app.AnonymousClient().GetJsonAsync("/merchants?currency=JPY&sort=newest");
        var shown = await app.AnonymousClient().GetJsonAsync($"/merchants/{merchant.Slug}");

        Assert.Contains(listed.Body!["data"]!.AsArray(), row => row!["slug"]!.GetValue<string>() == merchant.Slug);
        Assert.All(listed.Body!["data"]!.AsArray(), row => Assert.Equal("JPY", row!["currency"]!.GetValue<string>()));
        Assert.Equal("JPY", shown.Text("giftCards", "min", "currency"));
        (await app.AnonymousClient().GetJsonAsync("/merchants/nobody")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        (await app.AnonymousClient().GetJsonAsync("/merchants?sort=luck")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
    }

    private static string OrderOf(string slug, string? extra = null, int quantity = 1) =>
        $$"""
        {"merchant":"{{slug}}",
         "items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"print",{{extra ?? $"\"quantity\":{quantity}"}} }],
         "purchaser":{"name":"Ben Buyer","email":"ben@example.test"} }
        """;

    private Task<ApiAnswer> PlaceAsync(Merchant merchant, int quantity = 1, string? key = null) =>
        app.AnonymousClient().PostOnceAsync("/orders", OrderOf(merchant.Slug, quantity: quantity), key);
}
