using System.Globalization;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Shared;

/// <summary>What the platform keeps, in a sentence.</summary>
internal static class CommissionWords
{
    /// <summary>The terms, such as "5 % + AED 1.00, at least AED 2.00"; amounts need the currency they are in.</summary>
    public static string Of(IStringLocalizer<SettleText> text, CommissionTerms terms, Currency? currency)
    {
        var words = Percent(terms.RatePartsPerMillion);
        if (currency is not { } own)
        {
            return words;
        }

        if (terms.FixedMinor > 0)
        {
            words = text["Terms.Fixed", words, Amount(terms.FixedMinor)];
        }

        if (terms.MinimumMinor is > 0 and var least)
        {
            words = text["Terms.Least", words, Amount(least)];
        }

        return terms.MaximumMinor is { } most ? text["Terms.Most", words, Amount(most)] : words;

        string Amount(long minor) => SentenceText.Of(new Money(minor, own));
    }

    /// <summary>Why these terms: the rule's name, or that no rule matched.</summary>
    public static string Why(IStringLocalizer<SettleText> text, CommissionTerms? terms) =>
        terms?.RuleName is { } name ? text["Terms.Rule", name] : text["Terms.Global"];

    /// <summary>A share as people write it.</summary>
    public static string Percent(int partsPerMillion) =>
        (partsPerMillion / 1_000_000m).ToString("0.####%", CultureInfo.CurrentCulture);

    /// <summary>A share as a form field holds it, without the sign.</summary>
    public static string Typed(int partsPerMillion) =>
        (partsPerMillion / 10_000m).ToString("0.####", CultureInfo.CurrentCulture);

    /// <summary>Reads a share that somebody typed in per cent; null where it is none.</summary>
    public static int? Read(string? typed) =>
        decimal.TryParse(
            typed?.Replace("%", "", StringComparison.Ordinal).Replace("٪", "", StringComparison.Ordinal).Trim(),
            NumberStyles.AllowDecimalPoint, CultureInfo.CurrentCulture, out var percent)
        && percent is >= 0 and <= 100 && decimal.IsInteger(percent * 10_000)
            ? (int)(percent * 10_000)
            : null;
}
