using System.Globalization;
using System.Resources;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery;

/// <summary>
/// The texts of mails or certificates in one language. A language that is not shipped is answered in English.
/// </summary>
internal sealed class DeliveryText(ResourceManager resources, CultureInfo culture)
{
    public CultureInfo Culture => culture;

    public bool IsRightToLeft => culture.TextInfo.IsRightToLeft;

    public string this[string key] => resources.GetString(key, culture)
        ?? throw new InvalidOperationException($"There is no text '{key}'.");

    /// <summary>
    /// A text with its places filled. Between words that run from right to left, what is put in is kept apart from
    /// them, so that a telephone number or a Latin name does not fall to pieces.
    /// </summary>
    public string this[string key, params object[] values] =>
        string.Format(culture, this[key], IsRightToLeft ? [.. values.Select(Isolate)] : values);

    /// <summary>The culture of a language tag; English where we have no texts in it.</summary>
    public static CultureInfo CultureOf(string? language)
    {
        var primary = language?.Split('-')[0].ToLowerInvariant();
        var spoken = SpokenLanguages.All.FirstOrDefault(tag => tag == primary) ?? SpokenLanguages.Default;

        // Plain Arabic writes Arabic separators between Latin digits; the form used in the Gulf writes both alike.
        return CultureInfo.GetCultureInfo(spoken == "ar" ? "ar-AE" : spoken);
    }

    /// <summary>A day in words, in the calendar that gift cards are dated by whatever the language.</summary>
    public string Day(DateOnly day)
    {
        var format = (DateTimeFormatInfo)culture.DateTimeFormat.Clone();
        format.Calendar = culture.OptionalCalendars.OfType<GregorianCalendar>().FirstOrDefault() ?? format.Calendar;
        return day.ToString(this["Date.Format"], format);
    }

    private static object Isolate(object value) => value is string text ? $"\u2068{text}\u2069" : value;
}
