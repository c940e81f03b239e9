using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Verification.Identifiers;

namespace GiftCards.Core.Verification;

/// <summary>What the checks look at.</summary>
/// <param name="Merchant">The business.</param>
/// <param name="Record">Who it is before the law.</param>
/// <param name="Documents">Which documents there are.</param>
/// <param name="HasConfirmedOwner">Whether an owner confirmed the address they signed up with.</param>
/// <param name="SharesTaxId">Whether another business has the same tax id.</param>
internal sealed record CheckedBusiness(
    Merchant Merchant,
    BusinessRecord Record,
    IReadOnlyList<FileKind> Documents,
    bool HasConfirmedOwner,
    bool SharesTaxId);

/// <summary>The rules, each by its name; all of them pass, or somebody looks.</summary>
internal static class BusinessChecks
{
    /// <summary>Every check with its outcome and, where it did not pass, why.</summary>
    public static IEnumerable<(CheckName Name, CheckOutcome Outcome, string Why)> Of(CheckedBusiness business)
    {
        var (merchant, record) = (business.Merchant, business.Record);
        foreach (var name in Enum.GetValues<CheckName>())
        {
            var why = name switch
            {
                CheckName.OwnerAddressConfirmed => business.HasConfirmedOwner ? null : Why.Unconfirmed,
                CheckName.PlaceComplete => merchant.Address.Length > 0 && merchant.City.Length > 0 ? null : Why.Missing,
                CheckName.LegalName => record.LegalName.Length > 0 ? null : Why.Missing,
                CheckName.TaxId => IdentifierRules.RefuseTaxId(merchant.Country, record.TaxId),
                CheckName.TaxIdUnique => business.SharesTaxId ? Why.Shared : null,
                CheckName.RegistrationNumber =>
                    IdentifierRules.RefuseRegistration(merchant.Country, record.RegistrationNumber),
                CheckName.Document => business.Documents.Count > 0 ? null : Why.Missing,
                _ => throw new InvalidOperationException($"There is no check called {name}."),
            };
            yield return (name, OutcomeOf(why), why ?? "");
        }
    }

    private static CheckOutcome OutcomeOf(string? why) => why switch
    {
        null => CheckOutcome.Passed,
        Why.NoRule or Why.Shared => CheckOutcome.NeedsPerson,
        _ => CheckOutcome.Failed,
    };
}
