using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

public sealed class GiftLinkTests
{
    private readonly Protector protector = NewProtector();
    private readonly CardId card = new(Guid.CreateVersion7());

    [Fact]
    public void A_token_leads_back_to_its_card()
    {
        Assert.True(GiftLink.TryRead(GiftLink.TokenFor(card, protector), protector, out var read));
        Assert.Equal(card, read);
    }

    [Fact]
    public void A_token_with_any_letter_changed_leads_nowhere()
    {
        var token = GiftLink.TokenFor(card, protector);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.False(GiftLink.TryRead(changed, protector, out _), $"Letter {i} may be changed.");
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("////////////////////////////////////////////")]
    public void What_is_no_token_leads_nowhere(string? token)
    {
        Assert.False(GiftLink.TryRead(token, protector, out _));
    }

    [Fact]
    public void Another_houses_token_leads_nowhere()
    {
        Assert.False(GiftLink.TryRead(GiftLink.TokenFor(card, NewProtector()), protector, out _));
    }

    private static Protector NewProtector()
    {
        SecretKey[] Key() => [new SecretKey("k1", RandomNumberGenerator.GetBytes(32))];
        return new Protector(new SecretKeys(Key(), Key(), Key()));
    }
}
