using System.Net;
using System.Text.Json.Nodes;
using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using GiftCards.Tests.Support.Stripe;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Web;

/// <summary>The address where Stripe tells what happened: only Stripe is heard there, and every event is answered.</summary>
public sealed class StripeWebhookTests : IAsyncLifetime
{
    private static readonly Uri Address = new("/webhooks/stripe", UriKind.Relative);
    private readonly TestClock clock = new();
    private StripeServer stripe = null!;
    private GiftCardsApp app = null!;
    private HttpClient http = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        stripe = await StripeServer.StartAsync(clock);
        app = await GiftCardsApp.StartAsync(
            clock: clock,
            settings: [.. stripe.Settings.Where(each => each.Name != "Stripe:WebhookSecret"), ("Stripe:WebhookSecret", $"whsec_next {StripeServer.WebhookSecret}")]);
        http = app.AnonymousClient();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        await stripe.DisposeAsync();
    }

    [Fact]
    public async Task A_signed_event_brings_the_card_and_is_answered_with_200()
    {
        var order = await PaidAsync();

        foreach (var happened in stripe.Events.TakeNew())
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(happened.ToJsonString())).StatusCode);
        }

        var settled = await app.Get<OrderQueries>().GetAsync(new Actor.OrderHolder(order), order, Token);
        Assert.Equal(OrderStatus.Fulfilled, settled.Value.Status);
        await app.AssertBooksAsync();
    }

    [Fact]
    public async Task Without_a_good_signature_nothing_is_heard()
    {
        await PaidAsync();
        var body = stripe.Events.TakeNew()[^1].ToJsonString();
        var now = clock.GetInstant();
        var good = StripeEvents.Sign(body, now);
        var digest = good.Split("v1=")[1];
        string[] bad =
        [
            "",
            "t=,v1=",
            $"v1={digest}",
            good.Replace("v1=", "v0=", StringComparison.Ordinal),
            StripeEvents.Sign(body, now, "whsec_of_somebody_else"),
            StripeEvents.Sign(body + " ", now),
            StripeEvents.Sign(body, now.AddSeconds(-301)),
            StripeEvents.Sign(body, now.AddSeconds(301)),
            $"t={now.AddSeconds(1).ToUnixTimeSeconds()},v1={digest}",
            $"t={now.ToUnixTimeSeconds()},t={now.ToUnixTimeSeconds()},v1={digest}",
            $"t=99999999999999999,v1={digest}",
            $"t={now.ToUnixTimeSeconds()},v1={digest[..^1]}",
            $"t={now.ToUnixTimeSeconds()},v1={new string('z', 64)}",
        ];

        foreach (var signature in bad)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(body, signature)).StatusCode);
        }

        await using var context = app.Database.OpenAcrossMerchants();
        Assert.Equal(0, await context.ProviderEvents.CountAsync(Token));
    }

    [Fact]
    public async Task Several_signatures_and_secrets_are_fine_while_one_replaces_another_and_a_clock_may_be_off_a_little()
    {
        await PaidAsync();
        var body = stripe.Events.TakeNew()[0].ToJsonString();
        var now = clock.GetInstant();

        foreach (var signature in new[]
        {
            $"{StripeEvents.Sign(body, now, "whsec_gone")},v1={StripeEvents.Sign(body, now).Split("v1=")[1]},v0=abc",
            StripeEvents.Sign(body, now, "whsec_next"),
            StripeEvents.Sign(body, now.AddSeconds(-299)),
            StripeEvents.Sign(body, now.AddSeconds(299)),
        })
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(body, signature)).StatusCode);
        }
    }

    [Fact]
    public async Task What_cannot_be_followed_up_now_is_asked_for_again()
    {
        await PaidAsync();
        var body = stripe.Events.TakeNew()[^1].ToJsonString();
        stripe.Faults.All(StripeTrouble.Error);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(body)).StatusCode);

        stripe.Faults.Mend();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(body)).StatusCode);
        await using var context = app.Database.OpenAcrossMerchants();
        Assert.Equal(EventOutcome.Handled, (await context.ProviderEvents.SingleAsync(Token)).Outcome);
    }

    [Fact]
    public async Task What_is_signed_and_no_event_is_refused_and_so_is_what_is_too_large()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("{}")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(new string(' ', 1024 * 1024 + 1))).StatusCode);
    }

    [Fact]
    public async Task Where_the_sandbox_takes_the_payments_there_is_no_such_address()
    {
        await using var sandbox = await GiftCardsApp.StartAsync();
        using var client = sandbox.AnonymousClient();
        using var content = new StringContent("{}");

        // The address is a page's that does not exist, and pages are not posted to.
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.PostAsync(Address, content, Token)).StatusCode);
    }

    [Fact]
    public async Task The_api_tells_what_a_browser_pays_with_and_knows_no_sandbox()
    {
        var merchant = await app.AddMerchantAsync();
        var answer = await ApiClientPlaceAsync(merchant.Slug);

        Assert.Equal("stripe", (string)answer["payment"]!["provider"]!);
        Assert.Equal("requires_payment", (string)answer["payment"]!["status"]!);
        Assert.StartsWith("pi_", (string)answer["payment"]!["clientSecret"]!, StringComparison.Ordinal);
        var id = (string)answer["id"]!;
        http.DefaultRequestHeaders.Authorization = new("Bearer", (string)answer["accessToken"]!);
        using var card = new StringContent("{\"cardNumber\":\"4242424242424242\",\"expiry\":\"12/30\",\"cvc\":\"123\"}", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync(new Uri($"/api/v1/orders/{id}/sandbox-payment", UriKind.Relative), card, Token)).StatusCode);

        await using var context = app.Database.OpenAcrossMerchants();
        var reference = (await context.Orders.SingleAsync(Token)).PaymentReference!;
        stripe.Payments.Confirm(reference, StripePaymentDesk.ThreeDSecure, "https://shop.example/back");
        var asked = JsonNode.Parse(await http.GetStringAsync(new Uri($"/api/v1/orders/{id}", UriKind.Relative), Token))!;
        Assert.Equal("requires_action", (string)asked["payment"]!["status"]!);
        Assert.StartsWith(stripe.Address.ToString(), (string)asked["payment"]!["redirectUrl"]!, StringComparison.Ordinal);
    }

    private async Task<JsonNode> ApiClientPlaceAsync(string slug)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/orders", UriKind.Relative));
        request.Headers.Add("Idempotency-Key", "one");
        request.Content = new StringContent(
            $$$"""{"merchant":"{{{slug}}}","items":[{"amount":{"amount":20000,"currency":"AED"},"deliveryMethod":"link"}],"purchaser":{"name":"Ben","email":"ben@example.test"}}""",
            System.Text.Encoding.UTF8,
            "application/json");
        var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!;
    }

    private async Task<OrderId> PaidAsync()
    {
        var merchant = await app.AddMerchantAsync();
        var placed = await app.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(merchant.Slug, [new PlaceOrderItem(new Money(20_000, merchant.Currency))], new Purchaser("Ben", "ben@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);
        var order = placed.Value.Value.Order.Id;
        await using var context = app.Database.OpenAcrossMerchants();
        stripe.Payments.Confirm((await context.Orders.SingleAsync(o => o.Id == order, Token)).PaymentReference!);
        return order;
    }

    private async Task<HttpResponseMessage> SendAsync(string body, string? signature = null)
    {
        using var request = StripeEvents.RequestOf(Address, body, signature ?? StripeEvents.Sign(body, clock.GetInstant()));
        return await http.SendAsync(request, Token);
    }
}
