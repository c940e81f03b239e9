using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>Answer a review in the merchant's name, or take the answer back.</summary>
/// <param name="Review">Which.</param>
/// <param name="Text">The answer; empty for none.</param>
public sealed record AnswerReview(ReviewId Review, string? Text);

/// <summary>
/// Answers reviews, for those who may change the merchant's settings; the author is told of each new answer. Errors:
/// <c>forbidden</c>, <c>not_found</c>, <c>invalid_request</c>.
/// </summary>
public sealed class AnswerReviewHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
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

        var (text, now) = (command.Text?.Trim(), time.GetInstant());
        var reply = string.IsNullOrEmpty(text) ? null : text;
        if (reply == review.Reply)
        {
            return new Done(); // Sent twice, or left as it was.
        }

        (review.Reply, review.RepliedAt) = (reply, reply is null ? null : now);
        if (reply is not null && review.Status == ReviewStatus.Shown)
        {
            var id = review.Id.ToString();
            context.Outbox.Add(OutboxMessage.About(OutboxTypes.ReviewAnswered, merchant, id, id, now));
        }

        await context.SaveChangesAsync(cancellationToken);
        outbox.Wake();
        return new Done();
    }
}

/// <summary>A review was answered: nothing leaves by mail, its author is told within the application.</summary>
public sealed class ReviewAnsweredHandler : IOutboxHandler
{
    public string Type => OutboxTypes.ReviewAnswered;

    public Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(OutboxOutcome.Done);
}
