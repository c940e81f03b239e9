using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>By which country's rules an account is named.</summary>
public enum BankScheme
{
    /// <summary>International bank account number, ISO 13616; with a BIC where the bank asks for one.</summary>
    Iban,

    /// <summary>Routing number and account number.</summary>
    UnitedStates,

    /// <summary>Sort code and account number.</summary>
    UnitedKingdom,

    /// <summary>IFSC and account number.</summary>
    India,

    /// <summary>The bank's BIC and the account number.</summary>
    ElSalvador,

    /// <summary>Bank and branch in seven digits, and the account number.</summary>
    Japan,
}

/// <summary>An account as its bank knows it, checked and without spaces. Secret except for <see cref="Last4"/>.</summary>
/// <param name="Scheme">By which rules it is named.</param>
/// <param name="Country">Where the bank is, ISO 3166-1 alpha-2.</param>
/// <param name="Holder">Whose account it is, in letters that every bank reads.</param>
/// <param name="Number">The IBAN, or the account number.</param>
/// <param name="BankCode">Routing number, sort code, IFSC, or bank and branch; null for an IBAN.</param>
/// <param name="Bic">The bank's BIC, where it is known.</param>
public sealed record BankDetails(
    BankScheme Scheme, string Country, string Holder, string Number, string? BankCode, string? Bic)
{
    /// <summary>What is shown of it.</summary>
    public string Last4 => Number[^4..];
}

/// <summary>Account details as somebody typed them.</summary>
public sealed record TypedBankDetails
{
    public required BankScheme Scheme { get; init; }

    public required string Holder { get; init; }

    public required string Number { get; init; }

    public string? BankCode { get; init; }

    public string? Bic { get; init; }
}

/// <summary>What account details must look like; sources in docs/decisions/0036-payouts.md.</summary>
public static class BankDetailsRules
{
    private const int MaxHolder = 70;

    /// <summary>The one currency a scheme pays in; null for an IBAN, which goes with any.</summary>
    public static Currency? CurrencyOf(BankScheme scheme) => scheme switch
    {
        BankScheme.Iban => null,
        BankScheme.UnitedStates or BankScheme.ElSalvador => Currency.Of("USD"),
        BankScheme.UnitedKingdom => Currency.Of("GBP"),
        BankScheme.India => Currency.Of("INR"),
        BankScheme.Japan => Currency.Of("JPY"),
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    /// <summary>
    /// The schemes in which a merchant of this currency may be paid, the usual one of its country first.
    /// </summary>
    public static IReadOnlyList<BankScheme> For(Currency currency, string country)
    {
        var usual = country switch
        {
            "US" => BankScheme.UnitedStates,
            "GB" => BankScheme.UnitedKingdom,
            "IN" => BankScheme.India,
            "SV" => BankScheme.ElSalvador,
            "JP" => BankScheme.Japan,
            _ => BankScheme.Iban,
        };
        return
        [
            .. Enum.GetValues<BankScheme>()
                .Where(scheme => CurrencyOf(scheme) is not { } only || only == currency)
                .OrderBy(scheme => scheme == usual ? 0 : 1),
        ];
    }

    /// <summary>
    /// Reads what was typed; spaces and dashes do not matter. Errors: <c>invalid_request</c> with the field
    /// <c>holder</c>, <c>number</c>, <c>bankCode</c> or <c>bic</c>.
    /// </summary>
    public static Result<BankDetails> Read(TypedBankDetails typed)
    {
        var holder = typed.Holder.Trim();
        if (TextRules.RefuseName(holder, "holder") is { } unnamed)
        {
            return unnamed;
        }

        if (holder.Length > MaxHolder)
        {
            return new InvalidRequest("holder", InvalidReason.TooLong, MaxHolder);
        }

        if (!BankText.CanWrite(holder))
        {
            return new InvalidRequest("holder", InvalidReason.Malformed);
        }

        var (number, code, bic) = (Compact(typed.Number), Compact(typed.BankCode), Compact(typed.Bic));
        var fault = typed.Scheme switch
        {
            BankScheme.Iban when !Iban.IsValid(number) => "number",
            BankScheme.UnitedStates when !IsRouting(code) => "bankCode",
            BankScheme.UnitedStates when !Digits(number, 4, 17) => "number",
            BankScheme.UnitedKingdom when !Digits(code, 6, 6) => "bankCode",
            BankScheme.UnitedKingdom when !Digits(number, 8, 8) => "number",
            BankScheme.India when !IsIfsc(code) => "bankCode",
            BankScheme.India when !Digits(number, 9, 18) => "number",
            BankScheme.ElSalvador when !Bics.IsValid(bic) || bic[4..6] != "SV" => "bic",
            BankScheme.ElSalvador when !Digits(number, 8, 20) => "number",
            BankScheme.Japan when !Digits(code, 7, 7) => "bankCode",
            BankScheme.Japan when !Digits(number, 7, 7) => "number",
            _ when bic.Length > 0 && !Bics.IsValid(bic) => "bic",
            _ => null,
        };
        return fault is null
            ? new BankDetails(
                typed.Scheme,
                CountryOf(typed.Scheme, number),
                holder,
                number,
                typed.Scheme is BankScheme.Iban or BankScheme.ElSalvador ? null : code,
                bic.Length > 0 ? bic : null)
            : new InvalidRequest(fault, InvalidReason.Malformed);
    }

    private static string CountryOf(BankScheme scheme, string number) => scheme switch
    {
        BankScheme.Iban => number[..2],
        BankScheme.UnitedStates => "US",
        BankScheme.UnitedKingdom => "GB",
        BankScheme.India => "IN",
        BankScheme.ElSalvador => "SV",
        BankScheme.Japan => "JP",
        _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
    };

    private static string Compact(string? text) =>
        string.Concat((text ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '.' or '/')))
            .ToUpperInvariant();

    private static bool Digits(string text, int min, int max) =>
        text.Length >= min && text.Length <= max && text.All(char.IsAsciiDigit);

    // ABA: three times the first, fourth and seventh digit, seven times the second …, once the third … make tens.
    private static bool IsRouting(string text) => Digits(text, 9, 9) && text != "000000000"
        && Verification.Identifiers.CheckDigits.Weighted(text, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;

    // Reserve Bank of India: four letters for the bank, a zero, six letters or digits for the branch.
    private static bool IsIfsc(string text) => text.Length == 11 && text[..4].All(char.IsAsciiLetterUpper)
        && text[4] == '0' && text[5..].All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}

/// <summary>Business identifier codes, ISO 9362.</summary>
public static class Bics
{
    /// <summary>Four letters or digits, a country, two for the place, and perhaps three for the branch.</summary>
    public static bool IsValid(string text) => text.Length is 8 or 11
        && text[4..6].All(char.IsAsciiLetterUpper)
        && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
