using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>A mail with a merchant's own words and made-up people in it, for its owner to look at.</summary>
public static class WordedSample
{
    private const string Address = "sample@example.com";
    private const string Last4 = "2345";
    private const string Holder = "Rita Reader";

    private static readonly DateOnly Day = new(2027, 12, 31);

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
        var id = options.MessageIdFor("sample");
        return mail switch
        {
            WordedMail.Gift => GiftMail.Compose(
                GiftOf(merchant, settings, amount, options) with { Language = language, Own = words }, options, id),
            WordedMail.Use => UseNoticeMail.Compose(
                UseOf(merchant, amount, options) with { Language = language, Own = words }, options, id),
            _ => ExpiryNoticeMail.Compose(
                ExpiryOf(merchant, amount, options) with { Language = language, Own = words }, options, id),
        };
    }

    private static GiftMailContent GiftOf(
        Merchant merchant, GiftCardSettings settings, Money amount, MailOptions options) => new()
        {
            Brand = MailBrand.Of(merchant),
            To = Address,
            Language = SpokenLanguages.Default,
            Amount = amount,
            Code = $"{settings.CodePrefix}-ABCD-EFGH-{Last4}",
            LastValidDay = settings is { ValidityMonths: null, ValidityDays: null } ? null : Day,
            SenderName = "Ben Baker",
            RecipientName = Holder,
            MerchantMessage = settings.CustomMessage,
            Terms = settings.Terms,
            AllowsPartialUse = settings.AllowPartialUse,
            GiftUrl = options.Link("/"),
            Certificate = [],
        };

    private static UseNoticeContent UseOf(Merchant merchant, Money amount, MailOptions options) => new()
    {
        Brand = MailBrand.Of(merchant),
        To = Address,
        HolderName = Holder,
        Language = SpokenLanguages.Default,
        Used = amount,
        Remaining = amount,
        UsedOn = Day,
        Last4 = Last4,
        GiftUrl = options.Link("/"),
    };

    private static ExpiryNoticeContent ExpiryOf(Merchant merchant, Money amount, MailOptions options) => new()
    {
        Brand = MailBrand.Of(merchant),
        To = Address,
        HolderName = Holder,
        Language = SpokenLanguages.Default,
        Balance = amount,
        LastValidDay = Day,
        LastDayAfterTopUp = null,
        Last4 = Last4,
        CardUrl = options.Link("/"),
        IsInWallet = false,
    };
}
