using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>The platform's own cards over the API: bought by anybody, taken by every merchant of their currency.</summary>
public sealed class PlatformCardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [EveryProvider]
    public async Task A_guest_buys_a_platform_card_and_every_merchant_of_its_currency_takes_it(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var salon = await app.ClientOfAsync(await app.AddMerchantAsync());
        var cafe = await app.ClientOfAsync(await app.AddMerchantAsync());
        var (code, id) = await BuyAsync(app);

        var looked = await salon.PostJsonAsync("/gift-cards/validate", $$"""{"code":"{{code}}"}""");
        Assert.True(looked.Body!["valid"]!.GetValue<bool>());
        Assert.Equal("platform", looked.Text("giftCard", "merchant", "slug"));
        Assert.Null(looked.Body!["giftCard"]!["purchaser"]);
        var redeemed = await salon.PostOnceAsync("/gift-cards/redeem", Redeem(code, 4_000));
        Assert.Equal((HttpStatusCode.Created, 4_000), (redeemed.Status, redeemed.Minor("amountApplied")));
        var elsewhere = await cafe.PostOnceAsync("/gift-cards/redeem", Redeem(code, 1_000));
        Assert.Equal(5_000, elsewhere.Minor("remainingBalance"));

        var seen = await cafe.GetJsonAsync($"/gift-cards/{id}");
        Assert.Equal(5_000, seen.Minor("balance"));
        var lines = await cafe.GetJsonAsync($"/gift-cards/{id}/transactions");
        Assert.Equal(elsewhere.Text("transaction", "id"), Assert.Single(lines.Body!["data"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Empty((await cafe.GetJsonAsync("/gift-cards")).Body!["data"]!.AsArray());
        var taken = $"/transactions/{redeemed.Text("transaction", "id")}/void";
        (await cafe.PostOnceAsync(taken, """{"reason":"Wrong"}""")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(9_000, (await salon.PostOnceAsync(taken, """{"reason":"Wrong"}""")).Minor("giftCard", "balance"));
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task Where_it_is_not_good_the_answer_says_why()
    {
        await using var app = await GiftCardsApp.StartAsync();
        await app.AddMerchantAsync();
        var deli = await app.ClientOfAsync(await app.AddMerchantAsync("USD"));
        var (code, id) = await BuyAsync(app);

        (await deli.PostOnceAsync("/gift-cards/redeem", Redeem(code, 1_000)))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "currency_mismatch");
        (await deli.PostOnceAsync("/gift-cards/redeem", Redeem(code, 1_000, "USD")))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "currency_mismatch");
        (await deli.PostOnceAsync($"/gift-cards/{id}/holds", """{"amount":{"amount":100,"currency":"USD"} }"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "currency_mismatch");
        var looked = await deli.PostJsonAsync("/gift-cards/validate", $$"""{"code":"{{code}}"}""");
        Assert.Equal("currency_mismatch", looked.Text("reason"));
        Assert.Null(looked.Body!["giftCard"]);
        (await deli.GetJsonAsync($"/gift-cards/{id}")).AssertRefused(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("block", """{"reason":"Mine"}""")]
    [InlineData("cancel", """{"reason":"Mine"}""")]
    [InlineData("refund", """{"reason":"Mine"}""")]
    [InlineData("adjust", """{"amount":{"amount":100,"currency":"AED"},"reason":"correction"}""")]
    [InlineData("load", """{"amount":{"amount":100,"currency":"AED"},"method":"cash"}""")]
    public async Task A_merchant_changes_nothing_about_a_card_that_is_not_its_own(string action, string body)
    {
        await using var app = await GiftCardsApp.StartAsync();
        var salon = await app.ClientOfAsync(await app.AddMerchantAsync());
        var (_, id) = await BuyAsync(app);

        (await salon.PostOnceAsync($"/gift-cards/{id}/{action}", body)).AssertRefused(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_platform_is_no_merchant_of_the_catalogue_and_sells_only_what_it_offers()
    {
        await using var app = await GiftCardsApp.StartAsync();
        await app.AddMerchantAsync();
        using var guest = app.AnonymousClient();

        (await guest.PostOnceAsync("/orders", Order())).AssertRefused(HttpStatusCode.UnprocessableEntity, "merchant_not_accepting");
        await BuyAsync(app);
        (await guest.PostOnceAsync("/orders", Order("USD"))).AssertRefused(HttpStatusCode.UnprocessableEntity, "merchant_not_accepting");
        (await guest.PostOnceAsync("/orders", Order(amount: 999))).AssertRefused(HttpStatusCode.UnprocessableEntity, "amount_out_of_range");
        (await guest.GetJsonAsync("/merchants/platform")).AssertRefused(HttpStatusCode.NotFound, "not_found");
        Assert.Single((await guest.GetJsonAsync("/merchants")).Body!["data"]!.AsArray());
    }

    private static async Task<(string Code, string Id)> BuyAsync(GiftCardsApp app)
    {
        await app.Get<UpdateGiftCardSettingsHandler>().HandleAsync(
            PlatformActions.NewAdministrator(), MerchantId.Platform, PlatformActions.Programme(), Token);
        using var guest = app.AnonymousClient();
        var placed = await guest.PostOnceAsync("/orders", Order());
        Assert.Equal("platform", placed.Text("merchant", "slug"));
        using var holder = app.ClientOf(placed.Text("accessToken")!);
        var paid = await holder.PostJsonAsync(
            $"/orders/{placed.Text("id")}/sandbox-payment",
            """{"cardNumber":"4242 4242 4242 4242","expiry":"12/30","cvc":"123"}""");
        var card = paid.Body!["giftCards"]![0]!;
        return (card["code"]!.GetValue<string>(), card["id"]!.GetValue<string>());
    }

    private static string Order(string currency = "AED", long amount = 10_000) =>
        $$"""
        {"merchant":"platform","items":[{"amount":{"amount":{{amount}},"currency":"{{currency}}"},"deliveryMethod":"link"}],
         "purchaser":{"name":"Ben Buyer","email":"ben@example.test"} }
        """;

    private static string Redeem(string code, long amount, string currency = "AED") =>
        $$"""{"code":"{{code}}","amount":{"amount":{{amount}},"currency":"{{currency}}"} }""";
}
