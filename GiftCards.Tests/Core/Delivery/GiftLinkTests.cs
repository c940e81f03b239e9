using System.Security.Cryptography;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

public sealed class GiftLinkTests
{
    private readonly Protector protector = NewProtector();
    private readonly Card card;

    public GiftLinkTests() => card = NewCard();

    [Fact]
    public void A_token_leads_back_to_its_card()
    {
        var token = GiftLink.TokenFor(card, protector);

        Assert.True(GiftLink.TryReadClaim(token, out var read));
        Assert.Equal(card.Id, read);
        Assert.True(GiftLink.IsGenuine(token, card, protector));
        Assert.False(GiftLink.IsGenuine(token, NewCard(), protector));
    }

    [Fact]
    public void A_token_with_any_letter_changed_leads_nowhere()
    {
        var token = GiftLink.TokenFor(card, protector);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.False(GiftLink.IsGenuine(changed, card, protector), $"Letter {i} may be changed.");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("////////////////////////////////////////////")]
    public void What_is_no_token_leads_nowhere(string? token)
    {
        Assert.False(GiftLink.TryReadClaim(token, out _));
        Assert.False(GiftLink.IsGenuine(token!, card, protector));
    }

    [Fact]
    public void Another_houses_token_leads_nowhere()
    {
        Assert.False(GiftLink.IsGenuine(GiftLink.TokenFor(card, NewProtector()), card, protector));
    }

    private Card NewCard() => Card.Issue(
        new CardTerms(
            new MerchantId(Guid.NewGuid()),
            new Money(10_000, Currency.Of("AED")),
            CardSource.Promotion,
            new CardRules(true, true, null)),
        CardCode.Generate("TEST", 3),
        protector,
        new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero));

    private static Protector NewProtector()
    {
        SecretKey[] Key() => [new SecretKey("k1", RandomNumberGenerator.GetBytes(32))];
        return new Protector(new SecretKeys(Key(), Key(), Key()));
    }
}
