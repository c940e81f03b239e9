using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>Answer a review in the merchant's name, or take the answer back.</summary>
/// <param name="Review">Which.</param>
/// <param name="Text">The answer; empty for none.</param>
public sealed record AnswerReview(ReviewId Review, string? Text);

/// <summary>
/// Answers reviews, for those who may change the merchant's settings. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>invalid_request</c>.
/// </summary>
public sealed class AnswerReviewHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, AnswerReview command, CancellationToken cancellationToken)
    {
        if (actor is not Actor.Staff { Merchant: var merchant })
        {
            return new Forbidden();
        }

        if ((actor.Refuse(Permissions.SettingsWrite, merchant)
            ?? TextRules.RefuseMessage(command.Text, "text", Review.MaxText)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var review = await context.Reviews.SingleOrDefaultAsync(
            row => row.MerchantId == merchant && row.Id == command.Review, cancellationToken);
        if (review is null)
        {
            return new NotFound();
        }

        var text = command.Text?.Trim();
        review.Reply = string.IsNullOrEmpty(text) ? null : text;
        review.RepliedAt = review.Reply is null ? null : time.GetInstant();
        await context.SaveChangesAsync(cancellationToken);
        return new Done();
    }
}
