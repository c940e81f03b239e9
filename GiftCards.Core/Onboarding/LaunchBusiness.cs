using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Onboarding;

/// <summary>Hand the business in and accept the terms.</summary>
/// <param name="AcceptsTerms">Whether the owner accepted them.</param>
/// <param name="TermsVersion">The version that they were shown.</param>
public sealed record LaunchBusiness(bool AcceptsTerms, string TermsVersion);

/// <summary>
/// Hands a business in, the first time or again after it was turned down. The rules decide at once, where they can.
/// Errors: <c>forbidden</c>, <c>terms_not_accepted</c>, <c>step_missing</c>, <c>conflict</c> when it was handed in
/// before or the terms have changed since they were shown.
/// </summary>
public sealed class LaunchBusinessHandler(GiftCardsDatabase database, VerificationRun verification, TimeProvider time)
{
    public async Task<Result<MerchantStatus>> HandleAsync(
        Actor actor, LaunchBusiness command, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        if (!command.AcceptsTerms)
        {
            return new TermsNotAccepted();
        }

        if (command.TermsVersion != BusinessTerms.Version)
        {
            return new Conflict();
        }

        await using var context = database.OpenAcrossMerchants(); // The actor's own; its tax id is sought among all.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var onboarding = await context.Onboardings.SingleOrDefaultAsync(o => o.MerchantId == id, cancellationToken);
        if (onboarding is null)
        {
            return new Conflict();
        }

        if (onboarding.Next is not OnboardingStep.Review)
        {
            return new StepMissing(onboarding.Next);
        }

        var now = time.GetInstant();
        if (!await Decisions.MoveAsync(
                context, id, MerchantStatus.Draft, MerchantStatus.Pending, now, cancellationToken)
            && !await Decisions.MoveAsync(
                context, id, MerchantStatus.Rejected, MerchantStatus.Pending, now, cancellationToken))
        {
            return new Conflict();
        }

        onboarding.LaunchedAt ??= now;
        onboarding.TermsVersion = command.TermsVersion;
        onboarding.TermsAcceptedAt = now;
        onboarding.TermsAcceptedBy = actor.Person;
        Decisions.Add(context, id, DecisionKind.Submitted, "", actor, now);
        await context.SaveChangesAsync(cancellationToken);
        await verification.RunAsync(context, id, cancellationToken);
        var status = await context.Merchants.Where(m => m.Id == id).Select(m => m.Status)
            .SingleAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        verification.Wake();
        return status;
    }
}
