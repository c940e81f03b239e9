using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>Mails with everything in them, to be changed where a test cares.</summary>
internal static class MailSamples
{
    public const string Code = "KATIA-DEMA-CTVE-2222";
    public const string GiftUrl = "https://gifts.example/gift/token";

    public static readonly MailOptions Options = new("https://gifts.example");

    public static readonly MailBrand Brand = new(
        "Glamour Studio",
        BrandColor.FromHex("#B3446C"),
        "hello@glamour.example",
        "+971 50 123 4567",
        "Marina Walk 12, Dubai");

    private static readonly Currency Dirham = Currency.Of("AED");

    public static GiftMailContent Gift => new()
    {
        Brand = Brand,
        To = "mary@example.com",
        Language = "en",
        Amount = new Money(125_000, Dirham),
        Code = Code,
        LastValidDay = new DateOnly(2028, 11, 30),
        SenderName = "John Smith",
        RecipientName = "Mary Major",
        Message = "Happy birthday!",
        MerchantMessage = "We look forward to your visit.",
        Terms = "Not exchangeable for cash.",
        GiftUrl = GiftUrl,
        Certificate = [1, 2, 3],
    };

    public static PurchaseReceiptContent Receipt => new()
    {
        Brand = Brand,
        To = "john@example.com",
        PurchaserName = "John Smith",
        Language = "en",
        OrderNumber = "ord_0123456789",
        Total = new Money(125_000, Dirham),
        PurchasedOn = new DateOnly(2026, 11, 20),
        Cards = [ReceiptCard],
    };

    public static ReceiptCard ReceiptCard => new()
    {
        Amount = new Money(125_000, Dirham),
        Code = Code,
        RecipientName = "Mary Major",
        RecipientEmail = "mary@example.com",
        Message = "Happy birthday!",
        Delivery = DeliveryMethod.Email,
        GiftUrl = GiftUrl,
    };

    public static UseNoticeContent UseNotice => new()
    {
        Brand = Brand,
        To = "mary@example.com",
        HolderName = "Mary Major",
        Language = "en",
        Used = new Money(12_000, Dirham),
        Remaining = new Money(8_000, Dirham),
        UsedOn = new DateOnly(2026, 11, 20),
        Last4 = "2222",
        ServiceName = "Manicure",
        GiftUrl = GiftUrl,
    };

    public static RefundNoticeContent RefundNotice => new()
    {
        Brand = Brand,
        To = "john@example.com",
        PurchaserName = "John Smith",
        Language = "en",
        Amount = new Money(125_000, Dirham),
        RefundedOn = new DateOnly(2026, 11, 20),
        Last4 = "2222",
        OrderNumber = "ord_0123456789",
        IsCardEnded = true,
    };

    public static AccountMailContent Account =>
        new("mary@example.com", "Mary", "en", "https://gifts.example/account/link?a=1&b=2");
}
