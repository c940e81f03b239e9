namespace GiftCards.Core.Settlement;

/// <summary>International bank account numbers, ISO 13616: their length by country and their check digits.</summary>
public static class Iban
{
    // Source: the IBAN registry of SWIFT.
    private const string Table =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 "
        + "ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 "
        + "LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 "
        + "PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 "
        + "YE30";

    private static readonly Dictionary<string, int> Lengths = Table.Split(' ')
        .ToDictionary(
            entry => entry[..2],
            entry => int.Parse(entry[2..], System.Globalization.CultureInfo.InvariantCulture),
            StringComparer.Ordinal);

    /// <summary>Whether the text, upper-case and without spaces, is an IBAN of a country that has them.</summary>
    public static bool IsValid(string text) => text.Length > 4
        && Lengths.TryGetValue(text[..2], out var length) && text.Length == length
        && char.IsAsciiDigit(text[2]) && char.IsAsciiDigit(text[3])
        && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
        && Remainder(text) == 1;

    // ISO 7064, MOD 97-10, over the number with its first four places moved to the end and A to Z read as 10 to 35.
    private static int Remainder(string text)
    {
        var remainder = 0;
        foreach (var c in text[4..] + text[..4])
        {
            var value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            remainder = ((remainder * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return remainder;
    }
}
