using System.Net;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Money back through the API, from the sale to the provider.</summary>
public sealed class RefundTests
{
    private const string Success = """{"cardNumber":"4242 4242 4242 4242","expiry":"12/30","cvc":"123"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_sold_card_is_refunded_in_part_then_wholly_and_its_order_says_so(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        var (order, card) = await SellAsync(app, merchant);

        var part = await client.PostOnceAsync($"/gift-cards/{card}/refund", Amount(3_000), "r-1");
        var again = await client.PostOnceAsync($"/gift-cards/{card}/refund", Amount(3_000), "r-1");

        Assert.Equal((HttpStatusCode.Created, "refund", -3_000), (part.Status, part.Text("transaction", "type"), part.Minor("transaction", "amount")));
        Assert.Equal(("active", 7_000), (part.Text("giftCard", "status"), part.Minor("giftCard", "balance")));
        var told = part.Body!["refunds"]![0]!;
        Assert.Equal(("payment", "pending", order), (told["method"]!.GetValue<string>(), told["status"]!.GetValue<string>(), told["order"]!.GetValue<string>()));
        Assert.StartsWith("ref_", told["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("true", part.Body!.ToJsonString()), (again.Header("Idempotent-Replayed"), again.Body!.ToJsonString()));
        (await client.PostOnceAsync($"/gift-cards/{card}/refund", Amount(3_001), "r-1"))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
        (await client.PostOnceAsync($"/gift-cards/{card}/refund", Amount(7_001)))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "refund_exceeds_unspent");
        (await client.PostOnceAsync($"/gift-cards/{card}/refund", "{}")).AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
        (await client.PostJsonAsync($"/gift-cards/{card}/refund", Amount(1))).AssertRefused(HttpStatusCode.BadRequest, "idempotency_key_required");

        await SettleAsync(app);
        var halfway = await client.GetJsonAsync($"/orders/{order}");
        Assert.Equal(("partially_refunded", "succeeded", 3_000), (halfway.Text("status"), halfway.Text("payment", "status"), halfway.Minor("refunded")));

        var whole = await client.PostOnceAsync($"/gift-cards/{card}/refund", """{"reason":"Changed their mind"}""");
        await SettleAsync(app);

        Assert.Equal(("cancelled", -7_000), (whole.Text("giftCard", "status"), whole.Minor("transaction", "amount")));
        var done = await client.GetJsonAsync($"/orders/{order}");
        Assert.Equal(("refunded", "refunded", 10_000), (done.Text("status"), done.Text("payment", "status"), done.Minor("refunded")));
        var refunds = (await client.GetJsonAsync($"/gift-cards/{card}/refunds")).Body!["data"]!.AsArray();
        Assert.All(refunds, refund => Assert.Equal("succeeded", refund!["status"]!.GetValue<string>()));
        Assert.Equal([7_000, 3_000], refunds.Select(refund => refund!["amount"]!["amount"]!.GetValue<long>()));
        (await client.PostOnceAsync($"/gift-cards/{card}/refund", """{"reason":"Again"}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "card_cancelled");
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task A_cancel_can_give_the_money_back()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        var (order, card) = await SellAsync(app, merchant);
        var given = await client.PostOnceAsync("/gift-cards", """{"amount":{"amount":10000,"currency":"AED"},"source":"promotion"}""");

        (await client.PostOnceAsync($"/gift-cards/{given.Text("id")}/cancel", """{"reason":"Mistake","refund":true}"""))
            .AssertRefused(HttpStatusCode.UnprocessableEntity, "refund_exceeds_unspent");
        var cancelled = await client.PostOnceAsync($"/gift-cards/{card}/cancel", """{"reason":"Mistake","refund":true}""");
        await SettleAsync(app);

        Assert.Equal((HttpStatusCode.OK, "cancel", "cancelled"), (cancelled.Status, cancelled.Text("transaction", "type"), cancelled.Text("giftCard", "status")));
        Assert.Equal("refunded", (await client.GetJsonAsync($"/orders/{order}")).Text("status"));
        await app.AssertBooksAsync();
    }

    private static string Amount(long minor) => $$"""{"amount":{"amount":{{minor}},"currency":"AED"},"reason":"Changed their mind"}""";

    private static async Task<(string Order, string Card)> SellAsync(GiftCardsApp app, Merchant merchant)
    {
        var placed = await app.AnonymousClient().PostOnceAsync(
            "/orders",
            $$"""{"merchant":"{{merchant.Slug}}","items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"print"}],"purchaser":{"name":"Ben","email":"ben@example.test"} }""");
        var paid = await app.ClientOf(placed.Text("accessToken")!).PostJsonAsync($"/orders/{placed.Text("id")}/sandbox-payment", Success);
        return (placed.Text("id")!, paid.Body!["giftCards"]![0]!["id"]!.GetValue<string>());
    }

    // The application's own worker may be at it as well; whoever is first, the refund is paid once.
    private static async Task SettleAsync(GiftCardsApp app)
    {
        await using var context = app.Database.OpenAcrossMerchants();
        foreach (var refund in await context.Refunds.AsNoTracking().ToListAsync(Token))
        {
            await app.Get<SettleRefundHandler>().HandleAsync(refund.MerchantId, refund.Id, Token);
        }
    }
}
