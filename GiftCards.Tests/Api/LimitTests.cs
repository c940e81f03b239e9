using System.Net;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Limits as they are in earnest, with time that the test holds.</summary>
public sealed class LimitTests
{
    private const string Unknown = """{"code":"TEST-2222-3333-4444"}""";

    [Fact]
    public async Task A_key_has_a_hundred_calls_at_once_and_is_told_how_it_stands()
    {
        await using var app = await GiftCardsApp.StartAsync(limitScale: 1);
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => client.GetJsonAsync("/gift-cards?limit=1")));

        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.OK), 100, 199);
        var refused = answers.First(answer => answer.Status != HttpStatusCode.OK).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.Equal(("100", "0"), (refused.Header("RateLimit-Limit"), refused.Header("RateLimit-Remaining")));
        Assert.NotNull(refused.Header("RateLimit-Reset"));
        var other = await app.ClientOfAsync(await app.AddMerchantAsync());
        Assert.Equal(HttpStatusCode.OK, (await other.GetJsonAsync("/gift-cards")).Status);
    }

    [Fact]
    public async Task Ten_wrong_codes_a_minute_and_then_the_right_one_must_wait_too()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        var right = $$"""{"code":"{{card.Code}}"}""";
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await client.PostJsonAsync("/gift-cards/validate", Unknown)).Status);
        }

        (await client.PostJsonAsync("/gift-cards/validate", Unknown)).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        (await client.PostJsonAsync("/gift-cards/validate", right)).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        (await client.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{"amount":100,"currency":"AED"} }"""))
            .AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        app.Clock!.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await client.PostJsonAsync("/gift-cards/validate", right)).Status);
    }

    [Fact]
    public async Task Wrong_codes_do_not_stop_sales_by_the_id_of_a_card()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = await app.ClientOfAsync(merchant);
        for (var i = 0; i < 11; i++)
        {
            await client.PostJsonAsync("/gift-cards/validate", Unknown);
        }

        var sold = await client.PostOnceAsync(
            "/gift-cards/redeem",
            $$"""{"giftCardId":"{{card.GiftCard.Id}}","amount":{"amount":100,"currency":"AED"} }""");

        Assert.Equal(HttpStatusCode.Created, sold.Status);
    }

    [Fact]
    public async Task A_stranger_who_goes_on_asking_waits_longer_each_time()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = app.AnonymousClient("203.0.113.7");
        var waits = new List<int>();
        for (var round = 0; round < 4; round++)
        {
            ApiAnswer answer;
            do
            {
                answer = await client.PostJsonAsync("/gift-cards/balance", $$"""{"code":"{{card.Code}}"}""");
            }
            while (answer.Status == HttpStatusCode.OK);

            var wait = int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture);
            waits.Add(wait);
            app.Clock!.Advance(TimeSpan.FromSeconds(wait));
        }

        Assert.Equal([60, 120, 240, 480], waits);
    }

    [Fact]
    public async Task An_address_pays_ten_times_an_hour()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        var client = app.AnonymousClient("203.0.113.9");
        var order = await client.PostOnceAsync(
            "/orders",
            $$"""
            {"merchant":"{{merchant.Slug}}","items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"email"}],
             "purchaser":{"name":"Ben","email":"ben@example.test"} }
            """);
        var holder = app.ClientOf(order.Text("accessToken")!, "203.0.113.9");
        var path = $"/orders/{order.Text("id")}/sandbox-payment";
        const string Declined = """{"cardNumber":"4000000000000002","expiry":"12/34","cvc":"123"}""";
        for (var i = 0; i < 10; i++)
        {
            (await holder.PostJsonAsync(path, Declined)).AssertRefused(HttpStatusCode.UnprocessableEntity, "payment_declined");
        }

        (await holder.PostJsonAsync(path, Declined)).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task A_stranger_asks_for_ten_balances_a_minute()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        var card = await app.IssueCardAsync(merchant, 20_000);
        var right = $$"""{"code":"{{card.Code}}"}""";
        var client = app.AnonymousClient("203.0.113.7");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(20_000, (await client.PostJsonAsync("/gift-cards/balance", right)).Minor("balance"));
        }

        var refused = (await client.PostJsonAsync("/gift-cards/balance", right)).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(HttpStatusCode.OK, (await app.AnonymousClient("203.0.113.8").PostJsonAsync("/gift-cards/balance", right)).Status);
    }

    [Fact]
    public async Task Thirty_balances_asked_in_vain_end_the_day()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        var card = await app.IssueCardAsync(merchant, 20_000);
        var client = app.AnonymousClient("203.0.113.7");
        for (var i = 0; i < 30; i++)
        {
            (await client.PostJsonAsync("/gift-cards/balance", Unknown)).AssertRefused(HttpStatusCode.NotFound, "card_not_found");
            app.Clock!.Advance(TimeSpan.FromSeconds(10));
        }

        (await client.PostJsonAsync("/gift-cards/balance", Unknown)).AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        app.Clock!.Advance(TimeSpan.FromHours(1));
        (await client.PostJsonAsync("/gift-cards/balance", $$"""{"code":"{{card.Code}}"}"""))
            .AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
    }

    [Fact]
    public async Task Ten_tokens_that_are_none_end_the_minute_for_wrong_ones_only()
    {
        var (app, merchant) = await StartAsync();
        await using var owned = app;
        for (var i = 0; i < 10; i++)
        {
            (await app.ClientOf($"sk_test_{i}", "203.0.113.7").GetJsonAsync("/gift-cards"))
                .AssertRefused(HttpStatusCode.Unauthorized, "unauthenticated");
        }

        (await app.ClientOf("sk_test_10", "203.0.113.7").GetJsonAsync("/gift-cards"))
            .AssertRefused(HttpStatusCode.TooManyRequests, "rate_limited");
        var right = app.ClientOf(await app.AddKeyAsync(merchant), "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, (await right.GetJsonAsync("/gift-cards")).Status);
    }

    [Fact]
    public async Task Addresses_that_a_client_claims_are_not_believed()
    {
        var (app, _) = await StartAsync();
        await using var owned = app;
        var client = app.AnonymousClient("203.0.113.7");
        var answers = new List<ApiAnswer>();
        for (var i = 0; i < 100; i++)
        {
            answers.Add(await client.SendAsync(
                HttpMethod.Post, "/gift-cards/balance", Unknown, [("X-Forwarded-For", $"198.51.100.{i}")]));
        }

        Assert.Equal(10, answers.Count(answer => answer.Status == HttpStatusCode.NotFound));
        Assert.Equal(90, answers.Count(answer => answer.Status == HttpStatusCode.TooManyRequests));
    }

    private static async Task<(GiftCardsApp App, Merchant Merchant)> StartAsync()
    {
        var app = await GiftCardsApp.StartAsync(limitScale: 1, clock: new TestClock());
        return (app, await app.AddMerchantAsync());
    }
}
