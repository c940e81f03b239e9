using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Onboarding;

/// <summary>
/// The rules a business begins with: amounts that people give there, and a validity that the law allows.
/// </summary>
internal static class ProgrammeDefaults
{
    private const int Validity = 24;

    // Federal law of the United States lets no gift card end within five years (15 U.S.C. 1693l-1).
    private const int ValidityInUnitedStates = 60;

    private static readonly long[] Presets = [25, 50, 100, 200];

    // About what stands for one dollar or euro on a price tag, in whole units.
    private static readonly Dictionary<string, long> Worth = new(StringComparer.Ordinal)
    {
        ["AED"] = 4,
        ["SAR"] = 4,
        ["QAR"] = 4,
        ["ILS"] = 4,
        ["PLN"] = 4,
        ["BRL"] = 4,
        ["MYR"] = 4,
        ["RON"] = 4,
        ["PEN"] = 4,
        ["CNY"] = 8,
        ["DKK"] = 8,
        ["NOK"] = 10,
        ["SEK"] = 10,
        ["MAD"] = 10,
        ["HKD"] = 8,
        ["GTQ"] = 8,
        ["ZAR"] = 20,
        ["MXN"] = 20,
        ["CZK"] = 20,
        ["TRY"] = 40,
        ["THB"] = 40,
        ["UAH"] = 40,
        ["EGP"] = 40,
        ["PHP"] = 40,
        ["TWD"] = 40,
        ["INR"] = 40,
        ["RUB"] = 100,
        ["JPY"] = 100,
        ["KES"] = 100,
        ["RSD"] = 100,
        ["HUF"] = 400,
        ["KZT"] = 400,
        ["CLP"] = 1_000,
        ["KRW"] = 1_000,
        ["ARS"] = 1_000,
        ["NGN"] = 1_000,
        ["COP"] = 4_000,
        ["IDR"] = 10_000,
        ["VND"] = 20_000,
        ["UZS"] = 10_000,
        ["XOF"] = 500,
        ["XAF"] = 500,
        ["PYG"] = 5_000,
        ["UGX"] = 4_000,
    };

    public static GiftCardSettings For(Merchant merchant, Currency currency, DateTimeOffset now)
    {
        var unit = Worth.GetValueOrDefault(currency.Code, 1) * currency.MinorPerMajor;
        return new GiftCardSettings
        {
            MerchantId = merchant.Id,
            Currency = currency,
            PresetsMinor = [.. Presets.Select(preset => preset * unit)],
            MinMinor = 10 * unit,
            MaxMinor = 1_000 * unit,
            ValidityMonths = merchant.Country == "US" ? ValidityInUnitedStates : Validity,
            CodePrefix = PrefixOf(merchant.Slug),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static string PrefixOf(string slug)
    {
        const int Longest = 6;
        var word = slug.Split('-')[0].ToUpperInvariant();
        return word.Length < 2 ? "GC" : word[..Math.Min(Longest, word.Length)];
    }
}
