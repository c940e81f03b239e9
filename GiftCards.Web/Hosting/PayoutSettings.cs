using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Settlement;

namespace GiftCards.Web.Hosting;

/// <summary>What the settings say of payouts: who pays, how much stays, and from which accounts.</summary>
internal static class PayoutSettings
{
    private const string Section = "Payouts";

    /// <summary>Reads and checks; each problem says which setting and what to write instead.</summary>
    public static PayoutOptions Read(IConfiguration configuration, List<string> problems)
    {
        var section = configuration.GetSection(Section);
        var name = section["Provider"];
        if (name is not (null or "") && !Enum.GetNames<PayoutProviderKind>().Contains(name))
        {
            problems.Add($"Payouts:Provider is '{name}' and must be BankFile or StripeConnect.");
        }

        var provider = Enum.TryParse<PayoutProviderKind>(name, out var known) ? known : PayoutProviderKind.BankFile;
        if (provider == PayoutProviderKind.StripeConnect && configuration["Payments:Provider"] != "Stripe")
        {
            problems.Add("Payouts:Provider is StripeConnect, which needs Payments:Provider Stripe.");
        }

        return new PayoutOptions(
            provider, ReadReserve(section, problems), ReadBankFile(configuration, section, provider, problems));
    }

    private static Rate ReadReserve(IConfigurationSection section, List<string> problems)
    {
        var text = section["Reserve"] is { Length: > 0 } written ? written : "0";
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share)
            && share is >= 0 and < 1 && decimal.IsInteger(share * 1_000_000))
        {
            return new Rate((int)(share * 1_000_000));
        }

        problems.Add($"Payouts:Reserve is '{text}' and must be a share from 0 to below 1 with at most six decimals, such as 0.1.");
        return default;
    }

    private static BankFileOptions ReadBankFile(
        IConfiguration configuration, IConfigurationSection section, PayoutProviderKind provider, List<string> problems)
    {
        var file = section.GetSection("BankFile");
        var isNamed = !string.IsNullOrWhiteSpace(file["Name"]) || !string.IsNullOrWhiteSpace(file["Iban"]);

        // With play money nothing is carried to a bank, so that an account is not asked for.
        if (!isNamed && (provider != PayoutProviderKind.BankFile || configuration["Payments:Provider"] == "Sandbox"))
        {
            return BankFileOptions.Example;
        }

        foreach (var needed in (string[])["Name", "City", "Country"])
        {
            if (string.IsNullOrWhiteSpace(file[needed]))
            {
                problems.Add($"Payouts:BankFile:{needed} is empty; the bank wants to know who orders the payments.");
            }
        }

        if (file["Name"] is { Length: > 0 } name && !BankText.CanWrite(name))
        {
            problems.Add("Payouts:BankFile:Name must be in Latin letters, as the bank knows it.");
        }

        if (file["Country"] is { Length: > 0 } country && !Countries.IsKnown(country))
        {
            problems.Add($"Payouts:BankFile:Country is '{country}' and must be two letters, such as DE.");
        }

        var byCurrency = file.GetSection("Accounts").GetChildren()
            .ToDictionary(one => one.Key, one => ReadAccount(one, problems), StringComparer.Ordinal);
        foreach (var code in byCurrency.Keys.Where(code => !Currency.TryParse(code, out _)))
        {
            problems.Add($"Payouts:BankFile:Accounts:{code} names no currency; write its code, such as USD.");
        }

        return new BankFileOptions(
            file["Name"] ?? "", file["Street"] ?? "", file["City"] ?? "", file["Country"] ?? "", ReadAccount(file, problems), byCurrency);
    }

    private static PlatformAccount ReadAccount(IConfigurationSection section, List<string> problems)
    {
        var (iban, number, bic) = (Compact(section["Iban"]), Compact(section["Number"]), Compact(section["Bic"]));
        if ((iban is null) == (number is null))
        {
            problems.Add($"{section.Path} must have Iban, or Number where the account has no IBAN.");
        }

        if (iban is not null && !Iban.IsValid(iban))
        {
            problems.Add($"{section.Path}:Iban is no IBAN: its length or its check digits are wrong.");
        }

        if (bic is not null && !Bics.IsValid(bic))
        {
            problems.Add($"{section.Path}:Bic must be 8 or 11 letters and digits.");
        }

        return new PlatformAccount(iban, number, bic);
    }

    private static string? Compact(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
