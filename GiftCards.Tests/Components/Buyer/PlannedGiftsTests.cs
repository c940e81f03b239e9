using System.Globalization;
using AngleSharp.Html.Dom;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Tests.Support;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Components.Buyer;

/// <summary>Several gifts wait on one page, each with a form of its own.</summary>
public sealed class PlannedGiftsTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_typed_for_one_gift_does_not_stand_in_the_form_of_another()
    {
        var order = await BuyAsync();
        var (first, other) = (order.GiftCards[0].GiftCard.Id, order.GiftCards[1].GiftCard.Id);
        using var guest = new Visitor(app);
        var before = Value(await guest.ReadAsync(order.GiverPath!), other);
        var typed = app.Get<TimeProvider>().GetUtcNow().AddDays(20).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

        using var moved = await guest.SendAsync(order.GiverPath!, $"plan-{first}", ("At", typed), ("Zone", "Europe/Paris"));
        var page = await Visitor.ParseAsync(moved);
        Assert.Contains("It will be sent then.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal((typed, before), (Value(page, first), Value(page, other)));
        Assert.Equal(("Europe/Paris", "Asia/Dubai"), (Zone(page, first), Zone(page, other)));

        using var refused = await guest.SendAsync(order.GiverPath!, $"plan-{first}", ("At", "2020-01-01T10:00"), ("Zone", "Europe/Paris"));
        page = await Visitor.ParseAsync(refused);
        Assert.Equal(("2020-01-01T10:00", before), (Value(page, first), Value(page, other)));
        Assert.Single(page.QuerySelectorAll("details.planned[open]"));
    }

    private static string? Value(IHtmlDocument page, CardId card) => page.GetElementById($"at-{card}")!.GetAttribute("value");

    private static string? Zone(IHtmlDocument page, CardId card) =>
        page.QuerySelector($"[id='zone-{card}'] option[selected]")!.GetAttribute("value");

    private async Task<OrderView> BuyAsync()
    {
        var merchant = await app.AddMerchantAsync();
        var due = DateTime.SpecifyKind(app.Get<TimeProvider>().GetUtcNow().AddDays(10).Date.AddHours(9), DateTimeKind.Unspecified);
        PlaceOrderItem Gift(string name) => new(new Money(10_000, merchant.Currency))
        {
            Recipient = new Party(name, $"{name}@example.test"),
            DeliverAt = due,
            DeliverTimeZone = "Asia/Dubai",
        };
        var placed = await app.Get<PlaceOrderHandler>().HandleAsync(
            new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(merchant.Slug, [Gift("ann"), Gift("bo")], new Purchaser("Gwen Guest", "gwen@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);
        var id = placed.Value.Value.Order.Id;
        var paid = await app.Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.OrderHolder(id), new PaySandboxOrder(id, new SandboxCard("4242 4242 4242 4242", "12/34", "123"), null), Token);
        return paid.Value;
    }
}
