namespace GiftCards.Core.Common;

/// <summary>
/// The active codes of ISO 4217 that stand for money people pay with, with their minor-unit exponents.
/// </summary>
internal static class CurrencyTable
{
    // Funds codes, precious metals and test codes (XAU, XTS, CHE …) are left out: nobody sells a card in them.
    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
        + "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
        + "INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
        + "MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE "
        + "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR "
        + "ZMW ZWG";

    public static readonly IReadOnlyDictionary<string, Currency> ByCode =
        new[] { (NoDecimals, 0), (TwoDecimals, 2), (ThreeDecimals, 3) }
            .SelectMany(group => group.Item1.Split(' ').Select(code => Currency.FromTable(code, group.Item2)))
            .ToDictionary(currency => currency.Code, StringComparer.Ordinal);
}
