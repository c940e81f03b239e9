using GiftCards.Core.Common;
using GiftCards.Core.Onboarding;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>A gift mail as a business's customers will see it, for its owner to look at.</summary>
public static class SampleMail
{
    public static MailMessageDraft Of(MailBrand brand, BusinessSetUp business, string language, MailOptions options)
    {
        var settings = business.Settings;
        var least = settings.PresetsMinor is [var first, ..] ? first : settings.MaxMinor;
        return GiftMail.Compose(
            new GiftMailContent
            {
                Brand = brand,
                To = "sample@example.com",
                Language = language,
                Amount = new Money(least, settings.Currency),
                Code = $"{settings.CodePrefix}-ABCD-EFGH-2345",
                MerchantMessage = settings.CustomMessage,
                Terms = settings.Terms,
                AllowsPartialUse = settings.AllowPartialUse,
                GiftUrl = options.Link("/"),
                Certificate = [],
            },
            options,
            options.MessageIdFor("sample"));
    }
}
