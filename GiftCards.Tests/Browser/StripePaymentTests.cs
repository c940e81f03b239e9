using System.Text.Json.Nodes;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support.Stripe;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>
/// A buyer pays in Stripe's own form. Stripe's script cannot be had here, so a small one stands in for it: it has the
/// same functions, and speaks to the Stripe server as the real one speaks to Stripe.
/// </summary>
public sealed class StripePaymentTests
{
    private const string StandIn = """
        window.Stripe = key => ({
          elements: ({ clientSecret }) => ({
            clientSecret,
            create: () => ({
              on(event, call) { if (event === "ready") { this.ready = call; } },
              mount(host) {
                const choice = document.createElement("select");
                choice.id = "stand-in";
                choice.setAttribute("aria-label", "Card");
                for (const method of ["pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required"]) {
                  choice.append(new Option(method, method));
                }
                host.append(choice);
                this.ready();
              },
            }),
            submit: async () => ({}),
          }),
          async confirmPayment({ elements, confirmParams }) {
            const secret = elements.clientSecret;
            const query = new URLSearchParams({ key, client_secret: secret, payment_method: document.getElementById("stand-in").value, return_url: confirmParams.return_url });
            const answer = await (await fetch(`https://api.stripe.com/browser/confirm/${secret.split("_secret_")[0]}?${query}`)).json();
            if (answer.error || answer.last_payment_error) { return { error: answer.error ?? answer.last_payment_error }; }
            if (answer.next_action) { location.assign(answer.next_action.redirect_to_url.url); return new Promise(() => {}); }
            return { paymentIntent: answer };
          },
        });
        """;

    [Fact]
    public async Task A_card_is_declined_and_another_one_asks_the_bank_and_pays()
    {
        await using var stripe = await StripeServer.StartAsync();
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite, settings: stripe.Settings);
        var page = await OpenAsync(world, stripe);

        // From the merchant's page, whose content policy knows nothing of paying.
        await page.GotoAsync("/m/glamour-studio");
        await page.Locator("a[href^='/m/glamour-studio/buy']").First.ClickAsync();
        await page.Locator("[data-ready=true]").First.WaitForAsync();
        await page.Locator("label.choice", new() { HasText = "200" }).First.ClickAsync();
        await page.FillAsync("#buy-buyername", "Ben Newcomer");
        await page.FillAsync("#buy-buyeremail", "ben@newcomer.example");
        await page.Locator("form button[type=submit]").ClickAsync();
        await page.SelectOptionAsync("#stand-in", StripePaymentDesk.Declined);
        await BrowserApp.PictureAsync(page, "stripe-payment");
        await page.Locator("[data-pay-form] .button-primary").ClickAsync();
        await Expect(page.Locator(".alert[role=alert]")).ToContainTextAsync("declined");
        await BrowserApp.PictureAsync(page, "stripe-declined");

        await page.SelectOptionAsync("#stand-in", StripePaymentDesk.ThreeDSecure);
        await page.Locator("[data-pay-form] .button-primary").ClickAsync();
        await page.Locator("#approve").ClickAsync();
        await Expect(page.Locator("#buy-complete")).ToBeVisibleAsync();

        Assert.DoesNotContain("payment_intent", page.Url, StringComparison.Ordinal);
        Assert.Single(stripe.Store.Of("charge"), charge => (bool)charge["paid"]!);
        await world.App.AssertBooksAsync();
        Assert.True(world.Complaints.Count == 0, string.Join("\n", world.Complaints));
    }

    [Fact]
    public async Task While_Stripe_is_away_the_buyer_is_told_and_tries_again()
    {
        await using var stripe = await StripeServer.StartAsync();
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite, settings: stripe.Settings);
        var page = await OpenAsync(world, stripe);
        stripe.Faults.All(StripeTrouble.Unavailable);
        await page.GotoAsync("/m/glamour-studio/buy");
        await page.Locator("[data-ready=true]").First.WaitForAsync();
        await page.Locator("label.choice", new() { HasText = "200" }).First.ClickAsync();
        await page.FillAsync("#buy-buyername", "Ben Newcomer");
        await page.FillAsync("#buy-buyeremail", "ben@newcomer.example");
        await page.Locator("form button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-pay-form] .alert[role=alert]")).ToBeVisibleAsync();
        await BrowserApp.PictureAsync(page, "stripe-away");

        stripe.Faults.Mend();
        await page.Locator("[data-pay-form] .button-primary").ClickAsync();
        await page.SelectOptionAsync("#stand-in", StripePaymentDesk.Visa);
        await page.Locator("[data-pay-form] .button-primary").ClickAsync();
        await Expect(page.Locator("#buy-complete")).ToBeVisibleAsync();

        await world.App.AssertBooksAsync();
    }

    [Fact]
    public async Task An_administrator_sees_what_came_and_gives_back_what_does_not_match()
    {
        await using var stripe = await StripeServer.StartAsync();
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite, settings: stripe.Settings);
        stripe.Payments.Confirm(stripe.Payments.AddStray(PublicId.New<OrderId>(DateTimeOffset.UnixEpoch).ToString(), 7_000));
        stripe.Events.Raise("customer.created", new JsonObject { ["id"] = "cus_1", ["object"] = "customer" });
        foreach (var happened in stripe.Events.TakeNew())
        {
            using var heard = await stripe.Events.SendAsync(new Uri(world.Address, "/webhooks/stripe"), happened, TestContext.Current.CancellationToken);
            Assert.True(heard.IsSuccessStatusCode);
        }

        var page = await world.OpenAsync();
        await page.GotoAsync("/account/sign-in");
        await page.FillAsync("input[name='Input.Email']", "admin@demo.example");
        await page.FillAsync("input[name='Input.Password']", "Gift-cards-demo-1");
        await page.ClickAsync("form button.button-primary");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal), BrowserApp.Arrived);
        await page.GotoAsync("/admin/payments");
        await BrowserApp.PictureAsync(page, "admin-payments");
        await page.SetViewportSizeAsync(390, 844);
        await BrowserApp.PictureAsync(page, "admin-payments-phone");
        await page.SetViewportSizeAsync(1280, 900);

        await page.Locator("#unmatched summary").ClickAsync();
        await page.FillAsync("#unmatched input[name=Reason]", "Nobody's order");
        await page.Locator("#unmatched button[value=return]").ClickAsync();
        await Expect(page.Locator("#unmatched .alert[role=status]")).ToContainTextAsync("went back");
        await BrowserApp.PictureAsync(page, "admin-payments-returned");

        Assert.Single(stripe.Store.Of("refund"));
        await world.App.AssertBooksAsync();
        Assert.True(world.Complaints.Count == 0, string.Join("\n", world.Complaints));
    }

    private static async Task<IPage> OpenAsync(BrowserApp world, StripeServer stripe)
    {
        var page = await world.OpenAsync();
        await page.RouteAsync("https://js.stripe.com/**", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = StandIn }));
        await page.RouteAsync("https://api.stripe.com/**", async route =>
        {
            var asked = new Uri(route.Request.Url);
            var answer = await route.FetchAsync(new() { Url = new Uri(stripe.Address, asked.PathAndQuery).ToString() });
            await route.FulfillAsync(new() { Response = answer });
        });
        return page;
    }
}
