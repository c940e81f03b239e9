using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Shared;

/// <summary>Amounts inside sentences, which may run from right to left.</summary>
public static class SentenceText
{
    /// <summary>An amount as people read it, kept in one piece.</summary>
    public static string Of(Money amount) => Isolate(MoneyText.Format(amount, CultureInfo.CurrentCulture));

    /// <summary>A difference as people read it, with its sign also where it adds.</summary>
    public static string OfDifference(Money amount)
    {
        var text = MoneyText.Format(amount, CultureInfo.CurrentCulture);
        return Isolate(amount.IsPositive ? $"+{text}" : text);
    }

    private static string Isolate(string text) =>
        CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft ? $"\u2068{text}\u2069" : text;
}
