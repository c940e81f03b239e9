using GiftCards.Core.Common;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;

namespace GiftCards.Core.Reporting;

/// <summary>One business with everything that a decision about it rests on.</summary>
/// <param name="SetUp">The business.</param>
/// <param name="Actions">What whoever asks can decide now; empty for those who only look.</param>
public sealed record BusinessCase(BusinessSetUp SetUp, IReadOnlyList<BusinessAction> Actions);

/// <summary>Reads one business for administrators. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
public sealed class AdminBusinessQuery(GiftCardsDatabase database)
{
    public async Task<Result<BusinessCase>> GetAsync(Actor actor, MerchantId id, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminPermissions.Support) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see all businesses.
        var found = await OnboardingQueries.OfAsync(context, id, cancellationToken);
        if (found is null)
        {
            return new NotFound();
        }

        var isGood = DecideBusinessHandler.AllPassed([.. found.Checks.Select(check => check.Outcome)]);
        return new BusinessCase(
            found,
            AdminRights.Refuse(actor, AdminPermissions.Full) is null
                ? DecideBusinessHandler.ActionsFor(found.Merchant.Status, isGood, found.Latest?.Kind)
                : []);
    }
}
