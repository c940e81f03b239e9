using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Buyer;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Components.Buyer;

public sealed class WalletTilesTests
{
    [Fact]
    public void A_held_card_leads_to_its_page_and_tells_balance_status_and_validity()
    {
        using var page = Page();

        var tile = page.Render<HeldCard>(parameters => parameters.Add(p => p.Card, BuyerSamples.Card()));

        Assert.Equal($"/wallet/{BuyerSamples.Card().Id}", tile.Find("a").GetAttribute("href"));
        Assert.Contains("80.00", tile.Find(".gift-card").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("of AED 200.00", tile.Markup.Replace("\u00a0", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Never expires", tile.Markup, StringComparison.Ordinal);
        Assert.Equal("Partly used", tile.Find(".badge").TextContent);
    }

    [Fact]
    public void A_sent_card_tells_what_was_given_and_not_what_is_left_of_it()
    {
        using var page = Page();

        var tile = page.Render<SentCard>(parameters => parameters.Add(p => p.Card, BuyerSamples.Card()));

        Assert.Contains("200.00", tile.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("80.00", tile.Markup, StringComparison.Ordinal);
        Assert.Contains("For Rita Recipient", tile.Markup, StringComparison.Ordinal);
        Assert.Contains("Bought on 1 November 2026", tile.Markup, StringComparison.Ordinal);
        Assert.Empty(tile.FindAll("a"));
    }

    [Fact]
    public void An_order_tells_its_lines_and_leads_to_the_cards_that_are_ones_own()
    {
        using var page = Page();
        var card = BuyerSamples.Card();
        var order = new OrderSummary
        {
            Id = new OrderId(Guid.NewGuid()),
            Status = OrderStatus.Fulfilled,
            Merchant = card.Merchant,
            Total = new Money(60_000, card.Balance.Currency),
            Items = [Item(2, "Rita Recipient"), Item(1, null)],
            CreatedAt = new DateTimeOffset(2026, 10, 31, 21, 0, 0, TimeSpan.Zero),
            OwnCards = [card],
        };

        var panel = page.Render<OrderPanel>(parameters => parameters.Add(p => p.Order, order));

        Assert.Contains("Ordered on 1 November 2026", panel.Markup, StringComparison.Ordinal);
        Assert.Equal(["For Rita Recipient", "For yourself"], panel.FindAll("li .soft").Select(line => line.TextContent));
        Assert.Equal($"/wallet/{card.Id}", panel.Find("a.chip").GetAttribute("href"));
    }

    [Fact]
    public void An_order_that_tops_up_names_the_card_and_one_whose_money_goes_back_says_so()
    {
        using var page = Page();
        var card = BuyerSamples.Card();
        var order = new OrderSummary
        {
            Id = new OrderId(Guid.NewGuid()),
            Status = OrderStatus.Paid,
            Merchant = card.Merchant,
            Total = new Money(20_000, card.Balance.Currency),
            Items = [Item(1, null, card.Id)],
            CreatedAt = new DateTimeOffset(2026, 10, 31, 21, 0, 0, TimeSpan.Zero),
            TopUpLast4 = new Dictionary<CardId, string> { [card.Id] = "WXYZ" },
            OwnCards = [],
        };

        var panel = page.Render<OrderPanel>(parameters => parameters.Add(p => p.Order, order));

        Assert.Equal("Top-up of •••• WXYZ", panel.Find("li .soft").TextContent);
        Assert.DoesNotContain("×", panel.Markup, StringComparison.Ordinal);
        Assert.Contains("on its way back", panel.Find(".alert").TextContent, StringComparison.Ordinal);
    }

    private static OrderItem Item(int quantity, string? recipient, CardId? topUp = null) => new()
    {
        TopUpCardId = topUp,
        MerchantId = MerchantId.Platform,
        OrderId = new OrderId(Guid.NewGuid()),
        Line = 0,
        AmountMinor = 20_000,
        Quantity = quantity,
        RecipientName = recipient,
        DeliveryMethod = DeliveryMethod.Email,
        Design = "classic",
        Language = "en",
    };

    private static PageContext Page()
    {
        var page = new PageContext();
        page.Services.AddSingleton<TimeProvider>(new TestClock());
        page.Services.AddTransient<ExpiryWords>();
        return page;
    }
}
