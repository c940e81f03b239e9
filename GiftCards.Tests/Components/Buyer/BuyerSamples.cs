using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Tests.Components.Buyer;

/// <summary>A card as pages get it.</summary>
internal static class BuyerSamples
{
    public static CardView Card() => new()
    {
        Id = new CardId(Guid.Parse("01890000-0000-7000-8000-000000000001")),
        Last4 = "2222",
        Merchant = new MerchantSummary(new MerchantId(Guid.NewGuid()), "glamour-studio", "Glamour Studio")
        {
            Color = "#B4235F",
            TimeZone = "Asia/Dubai",
        },
        InitialAmount = new Money(20_000, Currency.Of("AED")),
        Balance = new Money(8_000, Currency.Of("AED")),
        Available = new Money(8_000, Currency.Of("AED")),
        Status = CardStatus.PartiallyUsed,
        Source = CardSource.Purchase,
        IssuedAt = new DateTimeOffset(2026, 10, 31, 21, 0, 0, TimeSpan.Zero),
        ExpiresAt = null,
        LastUsedAt = null,
        Purchaser = new Party("Ben Buyer", null),
        Recipient = new Party("Rita Recipient", null),
        Rules = new CardRules(true, true, null),
        Design = "bloom",
        Message = "Enjoy!",
        Giver = "Ben Buyer",
        IsInTransfer = false,
    };
}
