using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>What becomes of a review that somebody reported.</summary>
public enum ReviewDecision
{
    /// <summary>It stays; the reports are settled.</summary>
    Keep,

    /// <summary>It is taken off the page and counts no more.</summary>
    Hide,

    /// <summary>It is shown again.</summary>
    Show,
}

/// <summary>Decide about a review.</summary>
/// <param name="Merchant">About whom it is.</param>
/// <param name="Review">Which.</param>
/// <param name="Decision">What becomes of it.</param>
public sealed record ModerateReview(MerchantId Merchant, ReviewId Review, ReviewDecision Decision);

/// <summary>
/// Decides about reviews, for those who look after the storefront. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>invalid_request</c>.
/// </summary>
public sealed class ModerateReviewHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, ModerateReview command, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Storefront) is { } refused)
        {
            return refused;
        }

        if (!Enum.IsDefined(command.Decision))
        {
            return new InvalidRequest("decision", InvalidReason.Choice);
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one review.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await ReviewRules.LockAsync(context, command.Merchant, cancellationToken);
        var review = await context.Reviews.SingleOrDefaultAsync(
            row => row.MerchantId == command.Merchant && row.Id == command.Review, cancellationToken);
        if (review is null)
        {
            return new NotFound();
        }

        var (before, now) = (review.Status, time.GetInstant());
        review.Status = command.Decision == ReviewDecision.Hide ? ReviewStatus.Hidden
            : command.Decision == ReviewDecision.Show ? ReviewStatus.Shown
            : review.Status;
        review.ReportedAt = null;
        context.Record(
            actor,
            new AuditNote(
                ActionOf(command.Decision), command.Merchant, AuditTargets.Review, command.Review.ToString())
            {
                Before = new { Status = before.ToText() },
                After = new { Status = review.Status.ToText() },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await ReviewRules.CountAsync(context, command.Merchant, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }

    private static string ActionOf(ReviewDecision decision) => decision switch
    {
        ReviewDecision.Hide => AuditActions.ReviewHidden,
        ReviewDecision.Show => AuditActions.ReviewShown,
        _ => AuditActions.ReviewKept,
    };
}
