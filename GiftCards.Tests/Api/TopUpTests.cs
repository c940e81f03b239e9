using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Topping a card up through the API, in the shapes of the contract.</summary>
public sealed class TopUpTests
{
    private const string Success = """{"cardNumber":"4242 4242 4242 4242","expiry":"12/30","cvc":"123"}""";

    [Theory]
    [EveryProvider]
    public async Task A_guest_who_knows_the_code_tops_up_and_is_told_no_balance(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync(configure: s => s.ValidityDays = 90);
        var card = await app.IssueCardAsync(merchant, 500);

        var placed = await PlaceAsync(app.AnonymousClient(), merchant, $$"""{"code":"{{card.Code}}"}""");
        Assert.Equal((HttpStatusCode.Created, "pending"), (placed.Status, placed.Text("status")));
        Assert.Equal(card.GiftCard.Last4, placed.Body!["items"]![0]!["topUp"]!["last4"]!.GetValue<string>());
        Assert.Null(placed.Body["items"]![0]!["deliveryMethod"]);
        Assert.Null(placed.Body["topUps"]);
        var guest = app.ClientOf(placed.Text("accessToken")!);
        var paid = await guest.PostJsonAsync($"/orders/{placed.Text("id")}/sandbox-payment", Success);

        Assert.Equal(("fulfilled", "succeeded"), (paid.Text("status"), paid.Text("payment", "status")));
        var loaded = Assert.Single(paid.Body!["topUps"]!.AsArray())!;
        Assert.Equal(card.GiftCard.Id.ToString(), loaded["giftCardId"]!.GetValue<string>());
        Assert.Equal(10_000, loaded["amount"]!["amount"]!.GetValue<long>());
        Assert.NotNull(loaded["expiresAt"]);
        Assert.Null(paid.Body["giftCards"]);
        Assert.DoesNotContain("balance", paid.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(card.Code!, paid.Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(10_500, await app.BalanceOfAsync(card));
        var history = await (await app.ClientOfAsync(merchant)).GetJsonAsync($"/gift-cards/{card.GiftCard.Id}/transactions");
        Assert.Equal("load", history.Body!["data"]![0]!["type"]!.GetValue<string>());
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task Whoever_has_the_card_in_the_wallet_tops_it_up_by_id_and_a_key_of_the_merchant_does_not()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        await app.AddUserAsync("ben@example.test");
        var buyer = app.ClientOf(await app.SignInAsync("ben@example.test"));
        var bought = await buyer.PostOnceAsync("/orders", Order(merchant, """ "deliveryMethod":"email" """));
        var order = await buyer.PostJsonAsync($"/orders/{bought.Text("id")}/sandbox-payment", Success);
        var id = order.Body!["giftCards"]![0]!["id"]!.GetValue<string>();
        var target = $$"""{"giftCardId":"{{id}}"}""";

        (await PlaceAsync(app.AnonymousClient(), merchant, target)).AssertRefused(HttpStatusCode.NotFound, "card_not_found");
        (await PlaceAsync(await app.ClientOfAsync(merchant), merchant, target)).AssertRefused(HttpStatusCode.NotFound, "card_not_found");
        (await PlaceAsync(buyer, merchant, """{"giftCardId":"gc_nonsense"}""")).AssertRefused(HttpStatusCode.NotFound, "card_not_found");
        var placed = await PlaceAsync(buyer, merchant, target);
        Assert.Equal("fulfilled", (await buyer.PostJsonAsync($"/orders/{placed.Text("id")}/sandbox-payment", Success)).Text("status"));
        Assert.Equal(20_000, (await buyer.GetJsonAsync($"/me/gift-cards/{id}")).Minor("balance"));
        await app.AssertBooksAsync();
    }

    [Theory]
    [InlineData("""{}""", "items[0].topUp.code")]
    [InlineData("""{"code":"ABCDEFGH","giftCardId":"gc_1"}""", "items[0].topUp.giftCardId")]
    [InlineData("""{"code":"ABCDEFGH","last4":"EFGH"}""", "items[0].topUp.last4")]
    public async Task A_top_up_names_its_card_in_one_way(string target, string field)
    {
        await using var app = await GiftCardsApp.StartAsync();

        var answer = await PlaceAsync(app.AnonymousClient(), await app.AddMerchantAsync(), target);

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains(field, answer.Body!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_card_that_is_bought_needs_to_be_delivered_somehow()
    {
        await using var app = await GiftCardsApp.StartAsync();

        var answer = await app.AnonymousClient().PostOnceAsync("/orders", Order(await app.AddMerchantAsync(), "\"quantity\":1"));

        answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(["items[0].deliveryMethod"], answer.Body!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task Codes_in_orders_are_limited_as_balance_checks_are_and_answered_alike()
    {
        await using var app = await GiftCardsApp.StartAsync(limitScale: 1);
        var merchant = await app.AddMerchantAsync();
        var other = await app.AddMerchantAsync();
        var card = await app.IssueCardAsync(merchant, 500);
        var foreign = await app.IssueCardAsync(other, 500);
        var client = app.AnonymousClient("203.0.113.7");

        var unknown = await PlaceAsync(client, merchant, """{"code":"TEST-AAAA-BBBB-CCCC"}""");
        unknown.AssertRefused(HttpStatusCode.NotFound, "card_not_found");
        Assert.Equal(unknown.WithoutIds(), (await PlaceAsync(client, merchant, $$"""{"code":"{{foreign.Code}}"}""")).WithoutIds());
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.Created, (await PlaceAsync(client, merchant, $$"""{"code":"{{card.Code}}"}""")).Status);
            Assert.Equal(HttpStatusCode.OK, (await client.PostJsonAsync("/gift-cards/balance", $$"""{"code":"{{card.Code}}"}""")).Status);
        }

        (await PlaceAsync(client, merchant, $$"""{"code":"{{card.Code}}"}""")).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        (await client.PostJsonAsync("/gift-cards/balance", $$"""{"code":"{{card.Code}}"}"""))
            .AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    private static Task<ApiAnswer> PlaceAsync(HttpClient client, Merchant merchant, string target) =>
        client.PostOnceAsync("/orders", Order(merchant, $"\"topUp\":{target}"));

    private static string Order(Merchant merchant, string item) =>
        $$"""
        {"merchant":"{{merchant.Slug}}","items":[{"amount":{"amount":10000,"currency":"AED"},{{item}} }],
         "purchaser":{"name":"Ben Buyer","email":"ben@example.test"} }
        """;
}
