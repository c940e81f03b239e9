using GiftCards.Core.Common;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>
/// Amounts as Stripe counts them (docs.stripe.com/currencies): mostly in the currency's minor unit, with exceptions.
/// Currencies without decimals are sent whole, except ISK and UGX, which are sent in hundredths that must be zero; and
/// those with three decimals must end in zero.
/// </summary>
internal static class StripeAmounts
{
    private const long Hundredths = 100;

    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF",
    };

    private static readonly HashSet<string> InHundredths = new(StringComparer.Ordinal) { "ISK", "UGX" };

    /// <summary>What is written into a request; throws for an amount that Stripe has no number for.</summary>
    public static long Write(Money amount)
    {
        var code = amount.Currency.Code;
        if (InHundredths.Contains(code) && amount.Currency.Exponent == 0)
        {
            return checked(amount.Minor * Hundredths);
        }

        var step = Whole.Contains(code) ? amount.Currency.MinorPerMajor : amount.Currency.SmallestStep;
        if (amount.Minor % step != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), $"Stripe takes {code} in steps of {step}.");
        }

        return Whole.Contains(code) ? amount.Minor / step : amount.Minor;
    }

    /// <summary>What stands in an answer; throws where it is no amount of a currency that we know.</summary>
    public static Money Read(long amount, string currency)
    {
        if (!Currency.TryParse(currency.ToUpperInvariant(), out var known))
        {
            throw new PaymentProviderException($"Stripe answered in '{currency}', which is no currency here.");
        }

        if (InHundredths.Contains(known.Code) && known.Exponent == 0)
        {
            return amount % Hundredths == 0
                ? new Money(amount / Hundredths, known)
                : throw new PaymentProviderException($"Stripe answered with a part of one {known.Code}.");
        }

        return new Money(Whole.Contains(known.Code) ? checked(amount * known.MinorPerMajor) : amount, known);
    }

    /// <summary>The currency as Stripe writes it.</summary>
    public static string Write(Currency currency) => currency.Code.ToLowerInvariant();
}
