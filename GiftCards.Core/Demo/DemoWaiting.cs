using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;

namespace GiftCards.Core.Demo;

/// <summary>
/// What there is to decide about the business that waits: what it says of itself and what the checks found.
/// </summary>
internal static class DemoWaiting
{
    public static void Write(GiftCardsDbContext context, Merchant merchant)
    {
        var record = new BusinessRecord
        {
            MerchantId = merchant.Id,
            LegalName = "North Star Barbers Limited",
            TaxId = "IE3628739L",
            RegistrationNumber = "362873",
            UpdatedAt = merchant.CreatedAt,
        };
        context.Add(record);
        var outcomes = BusinessChecks.Of(new CheckedBusiness(merchant, record, [], false, false));
        context.AddRange(outcomes.Select(found => new VerificationCheck
        {
            MerchantId = merchant.Id,
            Name = found.Name,
            Outcome = found.Outcome,
            Why = found.Why,
            At = merchant.CreatedAt,
        }));
        foreach (var kind in (DecisionKind[])[DecisionKind.Submitted, DecisionKind.Queued])
        {
            context.Add(new MerchantDecision
            {
                MerchantId = merchant.Id,
                Id = PublicId.New<DecisionId>(merchant.CreatedAt),
                Kind = kind,
                Reason = "",
                DecidedBy = kind == DecisionKind.Submitted ? "user:demo" : new Actor.System("rules").Label,
                At = merchant.CreatedAt,
            });
        }
    }
}
