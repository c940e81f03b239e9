using System.Net;
using System.Text.Json;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Tests.Support;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace GiftCards.Tests.Web;

/// <summary>The gift's page, the certificates and the mailbox as a browser gets them.</summary>
public sealed class GiftPageTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_gift_opens_with_its_code_and_leaves_no_trace()
    {
        var (order, _) = await BuyAsync();
        using var client = app.AnonymousClient();

        using var answer = await client.GetAsync(order.GiftCards[0].GiftPath, Token);
        var page = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(order.GiftCards[0].Code!, page, StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task A_gift_names_the_places_where_it_is_used()
    {
        var (order, _) = await BuyAsync();
        await using (var context = app.Database.OpenAcrossMerchants())
        {
            foreach (var (id, name) in new[] { ("l1", "Marina"), ("l2", "Old town") })
            {
                context.Add(new MerchantLocation
                {
                    MerchantId = order.Merchant.Id,
                    Id = id,
                    Name = name,
                    Address = $"{name} Walk 12",
                    City = "Dubai",
                });
            }

            await context.SaveChangesAsync(Token);
        }

        using var client = app.AnonymousClient();
        var page = await client.GetStringAsync(order.GiftCards[0].GiftPath, Token);

        Assert.Contains("Marina Walk 12, Dubai", page, StringComparison.Ordinal);
        Assert.Contains("Old town Walk 12, Dubai", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_giver_of_a_link_finds_it_by_the_receipt_and_its_reader_does_not()
    {
        var (order, _) = await BuyAsync(DeliveryMethod.Link);
        var (mailed, _) = await BuyAsync();
        using var client = app.AnonymousClient();
        var path = order.GiftCards[0].GiftPath!;

        var giver = await client.GetStringAsync($"{path}?look=giver", Token);
        var reader = await client.GetStringAsync(path, Token);
        var ofMail = await client.GetStringAsync($"{mailed.GiftCards[0].GiftPath}?look=giver", Token);

        Assert.Matches($"data-share=\"https?://[^\"]+{path}\"", giver);
        Assert.DoesNotContain("data-share", reader, StringComparison.Ordinal);
        Assert.Contains("Add to my wallet", reader, StringComparison.Ordinal);
        Assert.DoesNotContain("Add to my wallet", giver, StringComparison.Ordinal);
        Assert.DoesNotContain("data-share", ofMail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_gift_is_told_kindly()
    {
        using var client = app.AnonymousClient();

        using var answer = await client.GetAsync("/gift/nonsense", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("We cannot find this gift", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_gets_the_certificate_by_the_orders_token_in_the_body_and_not_without_it()
    {
        var (order, token) = await BuyAsync();
        var path = $"/orders/{order.Id}/cards/{order.GiftCards[0].GiftCard.Id}/certificate.pdf";
        using var client = app.AnonymousClient();

        using var good = await client.PostAsync(path, Form(token), Token);
        using var wrong = await client.PostAsync(path, Form("nonsense"), Token);
        using var none = await client.GetAsync(path, Token);

        Assert.Equal("application/pdf", good.Content.Headers.ContentType!.MediaType);
        Assert.True(good.Headers.CacheControl!.NoStore);
        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Putting_a_gift_into_a_wallet_needs_the_pages_own_form()
    {
        var (order, _) = await BuyAsync();
        using var client = app.AnonymousClient();

        using var answer = await client.PostAsync("/gift/wallet", Form(order.GiftCards[0].GiftPath!.Split('/')[^1]), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task The_mailbox_is_for_development_alone()
    {
        await using var inProduction = app.WithWebHostBuilder(host => host.UseEnvironment("Staging"));
        using var client = inProduction.CreateClient();
        client.DefaultRequestHeaders.Add("Accept", "application/json");

        foreach (var path in new[] { "/dev/mailbox", $"/dev/mailbox/{Guid.NewGuid()}", $"/dev/mailbox/{Guid.NewGuid()}/html" })
        {
            using var answer = await client.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_kept_mail_is_listed_for_programs_and_shown_in_a_sandbox()
    {
        await using var inDevelopment = app.WithWebHostBuilder(host => host.UseEnvironment("Development").UseSetting("Demo:Enabled", "false"));
        using var client = inDevelopment.CreateClient();
        await app.Get<IMailSender>().SendAsync(
            new MailMessageDraft
            {
                MessageId = $"{Guid.NewGuid()}@example.test",
                FromName = "Salon",
                To = "rita@example.test",
                Subject = "Hello",
                Html = "<html><head></head><body><script>alert(1)</script>Hello</body></html>",
                Text = "Hello",
                Attachments = [new MailFile("gift-card.pdf", "application/pdf", "%PDF"u8.ToArray())],
            },
            Token);

        client.DefaultRequestHeaders.Add("Accept", "application/json");
        using var list = JsonDocument.Parse(await client.GetStringAsync("/dev/mailbox", Token));
        var mail = list.RootElement.EnumerateArray().First(m => m.GetProperty("subject").GetString() == "Hello");
        using var shown = await client.GetAsync($"/dev/mailbox/{mail.GetProperty("id").GetString()}/html", Token);
        var file = await client.GetByteArrayAsync(mail.GetProperty("attachments")[0].GetProperty("url").GetString(), Token);

        Assert.Equal("rita@example.test", mail.GetProperty("to").GetString());
        Assert.StartsWith("sandbox ", Assert.Single(shown.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("%PDF"u8.ToArray(), file);
    }

    private static FormUrlEncodedContent Form(string token) => new([new("token", token)]);

    private async Task<(OrderView Order, string Token)> BuyAsync(DeliveryMethod delivery = DeliveryMethod.Email)
    {
        var merchant = await app.AddMerchantAsync();
        var placed = await app.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(
                merchant.Slug,
                [new PlaceOrderItem(new Money(20_000, merchant.Currency)) { Delivery = delivery }],
                new Purchaser("Ben Buyer", "ben@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);
        var (order, token) = (placed.Value.Value.Order.Id, placed.Value.Value.AccessToken!);
        var paid = await app.Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.OrderHolder(order),
            new PaySandboxOrder(order, new SandboxCard("4242 4242 4242 4242", "12/30", "123"), null),
            Token);
        return (paid.Value, token);
    }
}
