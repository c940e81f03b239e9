using System.Resources;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>The words of mails, from <c>MailText.resx</c> and its translations.</summary>
internal static class MailTexts
{
    private static readonly ResourceManager Resources =
        new("GiftCards.Core.Delivery.Mail.MailText", typeof(MailTexts).Assembly);

    public static DeliveryText In(string? language) => new(Resources, DeliveryText.CultureOf(language));

    public static string Validity(this DeliveryText text, DateOnly? lastValidDay) =>
        lastValidDay is { } day ? text["Validity.Through", text.Day(day)] : text["Validity.Never"];

    /// <summary>Where the holder chooses: at the merchant, or at any that takes the platform's cards.</summary>
    public static string Choose(this DeliveryText text, MailBrand brand) => brand.GoodIn is { } currency
        ? text["How.Choose.Platform", brand.Name, currency.Code]
        : text["How.Choose", brand.Name];

    /// <summary>A greeting by first name; a plain one where there is no name.</summary>
    public static string Greeting(this DeliveryText text, string? name) =>
        FirstName(name) is { } first ? text["Greeting", first] : text["Greeting.Plain"];

    public static string? FirstName(string? name) =>
        name?.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault();
}
