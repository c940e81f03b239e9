using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports.Writing;

/// <summary>An amount as spreadsheets take it: major units with a point, exact, without a currency.</summary>
internal readonly record struct MajorUnits(Money Amount) : IFormattable
{
    public override string ToString() => ToString(null, null);

    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var (major, minor) = Int128.DivRem(Int128.Abs(Amount.Minor), Amount.Currency.MinorPerMajor);
        var sign = Amount.IsNegative ? "-" : "";
        var whole = major.ToString(CultureInfo.InvariantCulture);
        return Amount.Currency.Exponent == 0
            ? $"{sign}{whole}"
            : $"{sign}{whole}.{minor.ToString(CultureInfo.InvariantCulture).PadLeft(Amount.Currency.Exponent, '0')}";
    }
}
