using System.Globalization;
using System.Text.RegularExpressions;

namespace GiftCards.Core.Verification.Identifiers;

/// <summary>
/// What the tax offices of some countries write, as far as a number alone can be judged. Text comes in capitals and
/// without anything between its letters and digits.
/// </summary>
internal static partial class TaxIds
{
    private const string EinPrefixesNeverGiven = "00 07 08 09 17 18 19 28 29 49 69 70 78 79 89 96 97";
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string CifLetters = "JABCDEFGHI";

    /// <summary>
    /// The Tax Registration Number: 15 digits that begin with 100. There is no published check digit. Source: Federal
    /// Tax Authority of the United Arab Emirates, "TRN Verification" (tax.gov.ae).
    /// </summary>
    public static string? Emirates(string text) =>
        text.Length == 15 && CheckDigits.AreDigits(text) && text.StartsWith("100", StringComparison.Ordinal)
            ? null
            : Why.Format;

    /// <summary>
    /// The NIT: 14 digits, the last a check digit modulo 11 whose weights changed with serial number 100; or, since
    /// 2021, the nine digits of a person's DUI with a check digit modulo 10. Sources: Ministerio de Hacienda, El
    /// Salvador, "Unificación DUI-NIT" (Decreto Legislativo 732/2020); weights as in python-stdnum, stdnum.sv.nit.
    /// </summary>
    public static string? Salvador(string text)
    {
        if (!CheckDigits.AreDigits(text) || text.Length is not (9 or 14))
        {
            return Why.Format;
        }

        if (text.Length == 9)
        {
            var dui = CheckDigits.Weighted(text, 9, 8, 7, 6, 5, 4, 3, 2);
            return Judge((10 - (dui % 10)) % 10 == text[8] - '0');
        }

        var isOld = string.CompareOrdinal(text, 10, "100", 0, 3) <= 0;
        var check = isOld
            ? CheckDigits.Weighted(text, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11 % 10
            : (11 - (CheckDigits.Weighted(text, 2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11 % 10;
        return text[0] is '0' or '1' or '9' ? Judge(check == text[13] - '0') : Why.Format;
    }

    /// <summary>
    /// The Employer Identification Number: nine digits, of which the first two name the campus that gave it. There is
    /// no check digit. Source: Internal Revenue Service, "How EINs are assigned and valid EIN prefixes" (irs.gov).
    /// </summary>
    public static string? UnitedStates(string text) =>
        text.Length == 9 && CheckDigits.AreDigits(text)
        && !EinPrefixesNeverGiven.Split(' ').Contains(text[..2])
            ? null
            : Why.Format;

    /// <summary>
    /// The VAT number: nine digits (twelve with a branch), the eighth and ninth a check modulo 97, either plainly or,
    /// for numbers given since 2009, with 55 added. Or the ten digits of a Unique Taxpayer Reference, the first a check
    /// modulo 11. Sources: HM Revenue &amp; Customs, VAT registration manual VATREG and "UTR: format" (gov.uk); weights
    /// as in python-stdnum, stdnum.gb.vat and stdnum.gb.utr.
    /// </summary>
    public static string? UnitedKingdom(string text)
    {
        text = text.StartsWith("GB", StringComparison.Ordinal) ? text[2..] : text;
        if (!CheckDigits.AreDigits(text) || text.Length is not (9 or 10 or 12))
        {
            return Why.Format;
        }

        if (text.Length == 10)
        {
            var sum = CheckDigits.Weighted(text.AsSpan(1), 6, 7, 8, 9, 10, 5, 4, 3, 2);
            return Judge("21987654321"[sum % 11] == text[0]);
        }

        var total = CheckDigits.Weighted(text, 8, 7, 6, 5, 4, 3, 2, 10, 1);
        return Judge(total % 97 == 0 || (total + 55) % 97 == 0);
    }

    /// <summary>
    /// The Umsatzsteuer-Identifikationsnummer: DE and nine digits, the last a check by ISO/IEC 7064 MOD 11,10. Source:
    /// Bundeszentralamt für Steuern, "Aufbau der Umsatzsteuer-Identifikationsnummer" (bzst.de).
    /// </summary>
    public static string? Germany(string text)
    {
        text = text.StartsWith("DE", StringComparison.Ordinal) ? text[2..] : text;
        return text.Length == 9 && CheckDigits.AreDigits(text) && text[0] != '0'
            ? Judge(CheckDigits.IsMod11And10(text))
            : Why.Format;
    }

    /// <summary>
    /// The NIF: of a person eight digits and a letter, of a foreigner X, Y or Z, seven digits and a letter, each
    /// modulo 23; of a company a letter, seven digits and a check that is a digit or a letter by the company's form.
    /// Sources: Real Decreto 1065/2007, articles 18 to 28; Orden EHA/451/2008 (boe.es); the check as in python-stdnum,
    /// stdnum.es.cif.
    /// </summary>
    public static string? Spain(string text)
    {
        text = text.StartsWith("ES", StringComparison.Ordinal) && text.Length == 11 ? text[2..] : text;
        return text switch
        {
            _ when Dni().IsMatch(text) => Judge(IsDni(text[..8], text[8])),
            _ when Nie().IsMatch(text) => Judge(IsDni($"{"XYZ".IndexOf(text[0], StringComparison.Ordinal)}{text[1..8]}", text[8])),
            _ when Cif().IsMatch(text) => Judge(IsCif(text)),
            _ => Why.Format,
        };
    }

    /// <summary>
    /// The number for VAT: FR, a key of two digits and the SIREN; the key is (12 + 3 × (SIREN mod 97)) mod 97. A
    /// business that charges no VAT gives its SIREN. Sources: Code général des impôts, article 286 ter; Direction
    /// générale des Finances publiques, "Numéro de TVA intracommunautaire" (impots.gouv.fr).
    /// </summary>
    public static string? France(string text)
    {
        if (text.Length == 9)
        {
            return Siren(text);
        }

        if (text.Length != 13 || !text.StartsWith("FR", StringComparison.Ordinal) || !CheckDigits.AreDigits(text.AsSpan(2)))
        {
            return Why.Format;
        }

        var siren = int.Parse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture);
        var key = int.Parse(text.AsSpan(2, 2), NumberStyles.None, CultureInfo.InvariantCulture);
        return Siren(text[4..]) ?? Judge((12 + (3 * (siren % 97))) % 97 == key);
    }

    /// <summary>
    /// The SIREN: nine digits by Luhn. Source: Institut national de la statistique et des études économiques,
    /// "Numéro SIREN" (insee.fr).
    /// </summary>
    public static string? Siren(string text) =>
        text.Length == 9 && CheckDigits.AreDigits(text) ? Judge(CheckDigits.IsLuhn(text)) : Why.Format;

    /// <summary>
    /// The GSTIN: state, PAN, number of the registration, Z, and a check by Luhn modulo 36; or the PAN alone, whose
    /// fourth letter says what sort of taxpayer it is. Sources: Central Goods and Services Tax Rules 2017, rule 10, and
    /// the GST portal (gst.gov.in); Income Tax Department, "PAN structure" (incometax.gov.in).
    /// </summary>
    public static string? India(string text) => text switch
    {
        _ when Pan().IsMatch(text) => null,
        { Length: 15 } when Gstin().IsMatch(text) && Pan().IsMatch(text[2..12]) && IsIndianState(text[..2]) =>
            Judge(CheckDigits.IsLuhn36(text)),
        _ => Why.Format,
    };

    private static string? Judge(bool isRight) => isRight ? null : Why.CheckDigit;

    private static bool IsIndianState(string digits) =>
        int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) is (>= 1 and <= 38) or 97 or 99;

    private static bool IsDni(string digits, char letter) =>
        DniLetters[int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) % 23] == letter;

    private static bool IsCif(string text)
    {
        var sum = 0;
        for (var i = 1; i <= 7; i++)
        {
            var digit = text[i] - '0';
            var doubled = i % 2 == 1 ? digit * 2 : digit;
            sum += (doubled / 10) + (doubled % 10);
        }

        var check = (10 - (sum % 10)) % 10;
        var isDigit = text[8] == '0' + check;
        var isLetter = text[8] == CifLetters[check];
        return text[0] switch
        {
            'A' or 'B' or 'E' or 'H' => isDigit,
            'N' or 'P' or 'Q' or 'R' or 'S' or 'W' => isLetter,
            _ => isDigit || isLetter,
        };
    }

    [GeneratedRegex("^[0-9]{8}[A-Z]$")]
    private static partial Regex Dni();

    [GeneratedRegex("^[XYZ][0-9]{7}[A-Z]$")]
    private static partial Regex Nie();

    [GeneratedRegex("^[ABCDEFGHJNPQRSUVW][0-9]{7}[0-9A-J]$")]
    private static partial Regex Cif();

    [GeneratedRegex("^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]$")]
    private static partial Regex Gstin();

    [GeneratedRegex("^[A-Z]{3}[ABCFGHJLPTK][A-Z][0-9]{4}[A-Z]$")]
    private static partial Regex Pan();
}
