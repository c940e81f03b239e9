using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Payments;

/// <summary>
/// What money of one currency became in the currency of our balance at the provider, as the provider says it. It is
/// written down and compared; no amount of ours is worked out of it.
/// </summary>
/// <param name="Rate">The provider's rate as it wrote it: how much of its currency one of ours is.</param>
/// <param name="Amount">What moved the balance, before any fee, in the balance's currency.</param>
/// <param name="At">When.</param>
public sealed record Conversion(string Rate, Money Amount, DateTimeOffset At)
{
    /// <summary>How many digits behind the point a rate has at most.</summary>
    public const int MaxPlaces = 15;

    /// <summary>Whether the rate makes the provider's amount out of ours, but for what rounding explains.</summary>
    public bool Agrees(Money own)
    {
        if (!TryRead(Rate, out var digits, out var scale))
        {
            return false;
        }

        // Both sides in the same whole units, so that nothing is rounded here.
        var (ours, theirs) = ((Int128)own.Minor * Amount.Currency.MinorPerMajor, scale * own.Currency.MinorPerMajor);
        var apart = Int128.Abs((ours * digits) - (Amount.Minor * theirs));
        return apart <= theirs + ours; // One of the provider's minor units, and one of the rate's last digit.
    }

    private static bool TryRead(string rate, out Int128 digits, out Int128 scale)
    {
        (digits, scale) = (0, 1);
        var point = rate.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : rate.Length - point - 1;
        for (var place = 0; place < Math.Min(places, MaxPlaces); place++)
        {
            scale *= 10;
        }

        var text = point < 0 ? rate : rate[..point] + rate[(point + 1)..Math.Min(rate.Length, point + 1 + MaxPlaces)];
        return Int128.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out digits);
    }
}
