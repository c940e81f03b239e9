using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>A mail with a merchant's own words and made-up people in it, for its owner to look at.</summary>
public static class WordedSample
{
    private const string Address = "sample@example.com";
    private const string Last4 = "2345";

    public static MailMessageDraft Of(
        Merchant merchant,
        GiftCardSettings settings,
        WordedMail mail,
        string language,
        OwnWords words,
        MailOptions options)
    {
        var least = settings.PresetsMinor is [var first, ..] ? first : settings.MaxMinor;
        var amount = new Money(least, merchant.Currency);
        var day = new DateOnly(2027, 12, 31);
        var brand = MailBrand.Of(merchant);
        var id = options.MessageIdFor("sample");
        return mail switch
        {
            WordedMail.Gift => GiftMail.Compose(
                new GiftMailContent
                {
                    Brand = brand,
                    To = Address,
                    Language = language,
                    Amount = amount,
                    Code = $"{settings.CodePrefix}-ABCD-EFGH-{Last4}",
                    LastValidDay = settings is { ValidityMonths: null, ValidityDays: null } ? null : day,
                    SenderName = "Ben Baker",
                    RecipientName = "Rita Reader",
                    MerchantMessage = settings.CustomMessage,
                    Terms = settings.Terms,
                    AllowsPartialUse = settings.AllowPartialUse,
                    Own = words,
                    GiftUrl = options.Link("/"),
                    Certificate = [],
                },
                options,
                id),
            WordedMail.Use => UseNoticeMail.Compose(
                new UseNoticeContent
                {
                    Brand = brand,
                    To = Address,
                    HolderName = "Rita Reader",
                    Language = language,
                    Used = amount,
                    Remaining = amount,
                    UsedOn = day,
                    Last4 = Last4,
                    Own = words,
                    GiftUrl = options.Link("/"),
                },
                options,
                id),
            _ => ExpiryNoticeMail.Compose(
                new ExpiryNoticeContent
                {
                    Brand = brand,
                    To = Address,
                    HolderName = "Rita Reader",
                    Language = language,
                    Balance = amount,
                    LastValidDay = day,
                    LastDayAfterTopUp = null,
                    Last4 = Last4,
                    Own = words,
                    CardUrl = options.Link("/"),
                    IsInWallet = false,
                },
                options,
                id),
        };
    }
}
