namespace GiftCards.Core.Common;

/// <summary>The one way amounts are rounded: to the nearest minor unit, and a half to the even one.</summary>
internal static class HalfToEven
{
    /// <summary>The quotient, rounded; <paramref name="divisor"/> is more than zero.</summary>
    public static long Divide(Int128 dividend, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(dividend, divisor);
        var twice = Int128.Abs(remainder) * 2;
        if (twice > divisor || (twice == divisor && Int128.IsOddInteger(quotient)))
        {
            quotient += Int128.Sign(dividend);
        }

        return checked((long)quotient);
    }
}
