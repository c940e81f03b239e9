using System.Net;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Web;

/// <summary>What visitors find where a business does not sell.</summary>
public sealed class SuspendedPagesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_page_of_a_suspended_business_says_that_its_sold_cards_stay_good(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        var merchant = await app.AddMerchantAsync();
        await SetStatusAsync(app, merchant, MerchantStatus.Suspended);
        using var visitor = app.AnonymousClient();

        using var page = await visitor.GetAsync(new Uri($"/m/{merchant.Slug}", UriKind.Relative), Token);
        using var buy = await visitor.GetAsync(new Uri($"/m/{merchant.Slug}/buy", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Cards that were bought before stay good", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, buy.StatusCode);
        Assert.EndsWith($"/m/{merchant.Slug}", buy.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MerchantStatus.Suspended, 422, "merchant_not_accepting")]
    [InlineData(MerchantStatus.Draft, 404, "not_found")]
    [InlineData(MerchantStatus.Pending, 404, "not_found")]
    [InlineData(MerchantStatus.Rejected, 404, "not_found")]
    public async Task An_order_at_a_business_that_does_not_sell_is_refused(MerchantStatus status, int expected, string code)
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        await SetStatusAsync(app, merchant, status);

        var answer = await app.AnonymousClient().PostOnceAsync(
            "/orders",
            $$"""
            {"merchant":"{{merchant.Slug}}",
             "items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"print","quantity":1}],
             "purchaser":{"name":"Ben Buyer","email":"ben@example.test"} }
            """);

        answer.AssertRefused((HttpStatusCode)expected, code);
    }

    private static async Task SetStatusAsync(GiftCardsApp app, Merchant merchant, MerchantStatus status)
    {
        await using var context = app.Database.OpenAcrossMerchants();
        await context.Merchants.Where(m => m.Id == merchant.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(m => m.Status, status), Token);
    }
}
