using System.Text.RegularExpressions;

namespace GiftCards.Core.Verification.Identifiers;

/// <summary>
/// What the registers of some countries write. Text comes in capitals and without anything between its letters and
/// digits.
/// </summary>
internal static partial class RegistrationNumbers
{
    /// <summary>
    /// A trade licence: each emirate numbers its own, with 4 to 12 letters or digits. Source: National Economic
    /// Register of the United Arab Emirates (ner.economy.ae).
    /// </summary>
    public static string? Emirates(string text) => Format(Licence().IsMatch(text) && text.Any(char.IsAsciiDigit));

    /// <summary>
    /// The NRC: up to seven digits and a check digit whose rule is not published. Source: Ministerio de Hacienda, El
    /// Salvador, Registro de Contribuyentes (mh.gob.sv).
    /// </summary>
    public static string? Salvador(string text) => Format(text.Length is >= 2 and <= 8 && CheckDigits.AreDigits(text));

    /// <summary>
    /// The file number of the state's Secretary of State, 4 to 14 letters or digits. Each state numbers its own; there
    /// is no common rule. Source: National Association of Secretaries of State (nass.org).
    /// </summary>
    public static string? UnitedStates(string text) => Format(StateFile().IsMatch(text) && text.Any(char.IsAsciiDigit));

    /// <summary>
    /// The company number: eight digits, or two letters for the register and six digits. Source: Companies House,
    /// "Uniform Resource Identifiers customer guide" (gov.uk).
    /// </summary>
    public static string? UnitedKingdom(string text) => Format(Company().IsMatch(text));

    /// <summary>
    /// The entry in the Handelsregister or another register of a court: its department, up to six digits, and for some
    /// courts a letter. Source: Handelsregisterverordnung, section 13 (gesetze-im-internet.de).
    /// </summary>
    public static string? Germany(string text) => Format(Court().IsMatch(text));

    /// <summary>
    /// The company's own NIF, or the sheet in the Registro Mercantil: letters of the province and up to seven digits.
    /// Source: Real Decreto 1784/1996, Reglamento del Registro Mercantil (boe.es).
    /// </summary>
    public static string? Spain(string text) => Sheet().IsMatch(text) ? null : TaxIds.Spain(text);

    /// <summary>
    /// The SIREN, or the SIRET of one place: the SIREN and five more digits, by Luhn over all fourteen; those of La
    /// Poste sum up to a multiple of five instead. Source: Institut national de la statistique et des études
    /// économiques, "Numéro SIRET" (insee.fr).
    /// </summary>
    public static string? France(string text)
    {
        const string Post = "356000000";
        if (text.Length == 9)
        {
            return TaxIds.Siren(text);
        }

        if (text.Length != 14 || !CheckDigits.AreDigits(text))
        {
            return Why.Format;
        }

        var isRight = CheckDigits.IsLuhn(text)
            || (text.StartsWith(Post, StringComparison.Ordinal) && text.Sum(digit => digit - '0') % 5 == 0);
        return TaxIds.Siren(text[..9]) ?? (isRight ? null : Why.CheckDigit);
    }

    /// <summary>
    /// The CIN of a company (21 letters and digits), the LLPIN of a partnership, or the Udyam number of a small
    /// business. Sources: Ministry of Corporate Affairs (mca.gov.in); Ministry of Micro, Small and Medium Enterprises
    /// (udyamregistration.gov.in).
    /// </summary>
    public static string? India(string text) => Format(Cin().IsMatch(text));

    private static string? Format(bool isRight) => isRight ? null : Why.Format;

    [GeneratedRegex("^[A-Z0-9]{4,12}$")]
    private static partial Regex Licence();

    [GeneratedRegex("^[A-Z0-9]{4,14}$")]
    private static partial Regex StateFile();

    [GeneratedRegex("^(?:[0-9]{8}|(?:AC|CE|CS|FC|FE|GE|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|OC|OE|R0|RC|RS|SA|SC|SE|SF|SG|SI|SL|SO|SP|SR|SZ|ZC)[0-9]{6})$")]
    private static partial Regex Company();

    [GeneratedRegex("^(?:HRA|HRB|GNR|GSR|PR|VR)[0-9]{1,6}[A-Z]{0,3}$")]
    private static partial Regex Court();

    [GeneratedRegex("^[A-Z]{1,3}[0-9]{1,7}$")]
    private static partial Regex Sheet();

    [GeneratedRegex("^(?:[LU][0-9]{5}[A-Z]{2}[0-9]{4}[A-Z]{3}[0-9]{6}|[A-Z]{3}[0-9]{4}|UDYAM[A-Z]{2}[0-9]{9})$")]
    private static partial Regex Cin();
}
