using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>Ask those who run the platform to look at a review.</summary>
/// <param name="Merchant">About whom it is.</param>
/// <param name="Review">Which.</param>
/// <param name="Reason">Why.</param>
public sealed record ReportReview(MerchantId Merchant, ReviewId Review, ReportReason Reason);

/// <summary>
/// Takes a report down; a second one by the same person changes nothing. Errors: <c>unauthenticated</c>,
/// <c>not_found</c>, <c>invalid_request</c>.
/// </summary>
public sealed class ReportReviewHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, ReportReview command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (!Enum.IsDefined(command.Reason))
        {
            return new InvalidRequest("reason", InvalidReason.Choice);
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one review.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // Together with a decision it would otherwise call for one on a review that was just taken off the page.
        await ReviewRules.LockAsync(context, command.Merchant, cancellationToken);
        var review = await context.Reviews.SingleOrDefaultAsync(
            row => row.MerchantId == command.Merchant && row.Id == command.Review
                && row.Status == ReviewStatus.Shown,
            cancellationToken);
        if (review is null)
        {
            return new NotFound();
        }

        var now = time.GetInstant();
        context.ReviewReports.Add(new ReviewReport
        {
            MerchantId = command.Merchant,
            ReviewId = command.Review,
            ReporterId = person,
            Reason = command.Reason,
            At = now,
        });
        review.ReportedAt ??= now;
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // Reported by the same person before; what was decided then stays.
        }

        return new Done();
    }
}
