namespace GiftCards.Core.Verification.Identifiers;

/// <summary>Why a check did not pass, in stable words.</summary>
public static class Why
{
    /// <summary>Nothing was given.</summary>
    public const string Missing = "missing";

    /// <summary>It is not written as such numbers are in that country.</summary>
    public const string Format = "format";

    /// <summary>It looks right, and its check digit is wrong.</summary>
    public const string CheckDigit = "check_digit";

    /// <summary>No rule for that country is known here.</summary>
    public const string NoRule = "no_rule";

    /// <summary>Another business uses the same.</summary>
    public const string Shared = "shared";

    /// <summary>The owner has not confirmed the address they signed up with.</summary>
    public const string Unconfirmed = "unconfirmed";
}

/// <summary>Judges numbers by the rules of their country.</summary>
public static class IdentifierRules
{
    private static readonly Dictionary<string, (Func<string, string?> Tax, Func<string, string?> Register)> Countries =
        new(StringComparer.Ordinal)
        {
            ["AE"] = (TaxIds.Emirates, RegistrationNumbers.Emirates),
            ["SV"] = (TaxIds.Salvador, RegistrationNumbers.Salvador),
            ["US"] = (TaxIds.UnitedStates, RegistrationNumbers.UnitedStates),
            ["GB"] = (TaxIds.UnitedKingdom, RegistrationNumbers.UnitedKingdom),
            ["DE"] = (TaxIds.Germany, RegistrationNumbers.Germany),
            ["ES"] = (TaxIds.Spain, RegistrationNumbers.Spain),
            ["FR"] = (TaxIds.France, RegistrationNumbers.France),
            ["IN"] = (TaxIds.India, RegistrationNumbers.India),
        };

    /// <summary>Countries whose numbers are judged here.</summary>
    public static IReadOnlyCollection<string> Known => Countries.Keys;

    /// <summary>Capitals and digits alone, as the rules read them.</summary>
    public static string Plain(string? text) =>
        string.Concat((text ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit));

    /// <summary>Null when the tax id is right; else one of <see cref="Why"/>.</summary>
    public static string? RefuseTaxId(string country, string? text) =>
        Refuse(text, Countries.TryGetValue(country, out var rules) ? rules.Tax : null);

    /// <summary>Null when the number in the register is right; else one of <see cref="Why"/>.</summary>
    public static string? RefuseRegistration(string country, string? text) =>
        Refuse(text, Countries.TryGetValue(country, out var rules) ? rules.Register : null);

    private static string? Refuse(string? text, Func<string, string?>? rule)
    {
        var plain = Plain(text);
        return plain.Length == 0 ? Why.Missing : rule is null ? Why.NoRule : rule(plain);
    }
}
