using System.Globalization;
using System.Text;

namespace GiftCards.Core.Common;

/// <summary>Money as people read and type it. The only place where an amount meets a decimal separator.</summary>
public static class MoneyText
{
    /// <summary>
    /// Writes an amount with its ISO code and the digits of its currency: "AED 1,250.00" in English,
    /// "1 250,00 AED" where the code follows the number.
    /// </summary>
    public static string Format(Money money, CultureInfo culture)
    {
        var number = FormatNumber(money, culture);
        return CodeComesFirst(culture) ? $"{money.Currency.Code}\u00A0{number}" : $"{number}\u00A0{money.Currency.Code}";
    }

    /// <summary>Writes the number alone, grouped, with the digits of its currency.</summary>
    public static string FormatNumber(Money money, CultureInfo culture) =>
        Write(money, culture.NumberFormat, culture.NumberFormat.NumberGroupSeparator);

    /// <summary>
    /// Writes the number as a form field holds it: no grouping, no digits after the point when they are zero.
    /// </summary>
    public static string FormatInput(Money money, CultureInfo culture)
    {
        var text = Write(money, culture.NumberFormat, "");
        var separator = culture.NumberFormat.NumberDecimalSeparator;
        var point = text.IndexOf(separator, StringComparison.Ordinal);
        return point >= 0 && text[(point + separator.Length)..].All(c => c == '0') ? text[..point] : text;
    }

    /// <summary>
    /// Reads an amount in major units. Digits of any script and the culture's decimal separator are understood;
    /// a point is understood too where the culture does not use it for grouping. Grouping, signs, exponents and
    /// more digits than the currency has are refused.
    /// </summary>
    public static bool TryParse(string? text, Currency currency, CultureInfo culture, out Money money)
    {
        money = default;
        var (whole, fraction, valid) = Split(text, culture.NumberFormat);
        if (!valid || whole.Length is 0 or > 15 || fraction.Length > currency.Exponent)
        {
            return false;
        }

        var digits = whole + fraction.PadRight(currency.Exponent, '0');
        money = new Money(long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture), currency);
        return true;
    }

    private static bool CodeComesFirst(CultureInfo culture) => culture.TwoLetterISOLanguageName is "en" or "iv";

    private static string Write(Money money, NumberFormatInfo format, string groupSeparator)
    {
        var own = (NumberFormatInfo)format.Clone();
        own.NumberDecimalDigits = money.Currency.Exponent;
        own.NumberGroupSeparator = groupSeparator;
        var (major, minor) = Int128.DivRem(Int128.Abs(money.Minor), money.Currency.MinorPerMajor);
        var text = new StringBuilder();
        if (money.IsNegative)
        {
            text.Append('\u2212');
        }

        text.Append(((long)major).ToString("#,0", own));
        if (money.Currency.Exponent > 0)
        {
            text.Append(own.NumberDecimalSeparator)
                .Append(((long)minor).ToString(CultureInfo.InvariantCulture).PadLeft(money.Currency.Exponent, '0'));
        }

        return text.ToString();
    }

    private static (string Whole, string Fraction, bool Valid) Split(string? text, NumberFormatInfo format)
    {
        var whole = new StringBuilder();
        var fraction = new StringBuilder();
        var inFraction = false;
        foreach (var c in (text ?? "").Trim())
        {
            if (char.IsDigit(c))
            {
                (inFraction ? fraction : whole).Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)));
            }
            else if (!inFraction && IsDecimalSeparator(c, format))
            {
                inFraction = true;
            }
            else
            {
                return ("", "", false);
            }
        }

        return (whole.ToString(), fraction.ToString(), !inFraction || fraction.Length > 0);
    }

    private static bool IsDecimalSeparator(char c, NumberFormatInfo format) =>
        format.NumberDecimalSeparator.Contains(c, StringComparison.Ordinal)
        || c == '\u066B'
        || (c == '.' && !format.NumberGroupSeparator.Contains('.', StringComparison.Ordinal));
}
