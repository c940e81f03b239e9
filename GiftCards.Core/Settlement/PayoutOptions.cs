using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>How merchants are paid.</summary>
public enum PayoutProviderKind
{
    BankFile,
    StripeConnect,
}

/// <summary>An account of the platform's that payouts are paid from.</summary>
/// <param name="Iban">Its IBAN; or null and the bank's own number in <paramref name="Number"/>.</param>
/// <param name="Number">Its number, where there is no IBAN.</param>
/// <param name="Bic">Its bank's BIC, where it is known.</param>
public sealed record PlatformAccount(string? Iban, string? Number, string? Bic);

/// <summary>Who orders the payments of a bank file.</summary>
/// <param name="Name">The platform's name at its bank.</param>
/// <param name="Street">Where it is.</param>
/// <param name="City">The town.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Account">The account for currencies that have none of their own.</param>
/// <param name="ByCurrency">Accounts for single currencies, by their code.</param>
public sealed record BankFileOptions(
    string Name,
    string Street,
    string City,
    string Country,
    PlatformAccount Account,
    IReadOnlyDictionary<string, PlatformAccount> ByCurrency)
{
    /// <summary>An account that no bank has, to try the product with.</summary>
    public static BankFileOptions Example { get; } = new(
        "GiftCards",
        "1 Example Street",
        "London",
        "GB",
        new PlatformAccount("GB33BUKB20201555555555", null, "BUKBGB22"),
        new Dictionary<string, PlatformAccount>(StringComparer.Ordinal));

    internal PlatformAccount AccountFor(Currency currency) =>
        ByCurrency.TryGetValue(currency.Code, out var own) ? own : Account;
}

/// <summary>What the settings say about payouts.</summary>
/// <param name="Provider">Who pays.</param>
/// <param name="Reserve">The share of what is payable that stays with the platform.</param>
/// <param name="BankFile">Who orders the payments of a bank file.</param>
public sealed record PayoutOptions(PayoutProviderKind Provider, Rate Reserve, BankFileOptions BankFile)
{
    public static PayoutOptions Default { get; } =
        new(PayoutProviderKind.BankFile, default, BankFileOptions.Example);
}
