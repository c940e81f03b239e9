using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Merchant;
using Xunit;

namespace GiftCards.Tests.Components.Merchant;

public sealed class PlatformCounterTests
{
    [Fact]
    public async Task The_counter_says_that_a_card_is_the_platforms_and_what_it_brings()
    {
        await using var desk = await SignedInPage.OpenAsync();
        var (shop, settings) = TestWorld.NewMerchant(desk.World.Clock.GetInstant(), "salon");
        var card = CardOf(MerchantSummary.Platform);

        var shown = desk.Render<CounterCard>(parameters => parameters
            .Add(counter => counter.Card, card).Add(counter => counter.Profile, new MerchantProfile(shop, settings, [])));
        var own = desk.Render<CounterCard>(parameters => parameters
            .Add(counter => counter.Card, CardOf(MerchantSummary.Of(shop)))
            .Add(counter => counter.Profile, new MerchantProfile(shop, settings, [])));

        Assert.Contains("every business that sells in AED", shown.Find(".alert").TextContent);
        Assert.Contains("less the commission", shown.Find(".alert").TextContent);
        Assert.Contains(PlatformSeller.Name, shown.Find(".counter-face").TextContent);
        Assert.Empty(own.FindAll(".alert"));
    }

    private static CardView CardOf(MerchantSummary merchant) => new()
    {
        Id = new CardId(Guid.NewGuid()),
        Last4 = "2AED",
        Merchant = merchant,
        InitialAmount = new Money(10_000, Currency.Of("AED")),
        Balance = new Money(10_000, Currency.Of("AED")),
        Available = new Money(10_000, Currency.Of("AED")),
        Status = CardStatus.Active,
        Source = CardSource.Purchase,
        IssuedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = null,
        LastUsedAt = null,
        Purchaser = null,
        Recipient = null,
        Rules = new CardRules(true, true, null),
        Design = "classic",
        Message = null,
        Giver = null,
        IsInTransfer = false,
    };
}
