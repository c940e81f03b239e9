using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>Say how a merchant was, or say it differently.</summary>
/// <param name="Merchant">Which merchant.</param>
/// <param name="Rating">Stars, 1 to 5.</param>
/// <param name="Text">In words; may be empty.</param>
public sealed record WriteReview(MerchantId Merchant, int Rating, string? Text);

/// <summary>
/// Writes a person's one review of a merchant, or changes it. Errors: <c>unauthenticated</c>, <c>invalid_request</c>,
/// <c>not_found</c>, <c>review_own_merchant</c>, <c>review_not_bought</c>.
/// </summary>
public sealed class WriteReviewHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<ReviewId>> HandleAsync(
        Actor actor, WriteReview command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (Refuse(command) is { } invalid)
        {
            return invalid;
        }

        var merchant = command.Merchant;
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one merchant and one author.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await ReviewRules.IsListedAsync(context, merchant, cancellationToken))
        {
            return new NotFound();
        }

        await ReviewRules.LockAsync(context, merchant, cancellationToken);
        if (await ReviewRules.RefuseAsync(context, person, merchant, cancellationToken) is { } refused)
        {
            return refused;
        }

        var review = await context.Reviews.SingleOrDefaultAsync(
            row => row.MerchantId == merchant && row.AuthorId == person, cancellationToken);
        var written = Write(context, review, person, command, time.GetInstant());
        await context.SaveChangesAsync(cancellationToken);
        await ReviewRules.CountAsync(context, merchant, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return written;
    }

    private static ReviewId Write(
        GiftCardsDbContext context, Review? review, UserId person, WriteReview command, DateTimeOffset now)
    {
        var text = (command.Text ?? "").Trim();
        if (review is not null)
        {
            (review.Rating, review.Text, review.UpdatedAt) = (command.Rating, text, now);
            return review.Id;
        }

        var id = PublicId.New<ReviewId>(now);
        context.Reviews.Add(new Review
        {
            MerchantId = command.Merchant,
            Id = id,
            AuthorId = person,
            Rating = command.Rating,
            Text = text,
            CreatedAt = now,
            UpdatedAt = now,
        });
        return id;
    }

    private static InvalidRequest? Refuse(WriteReview command) =>
        command.Rating < Review.Worst ? new InvalidRequest("rating", InvalidReason.TooSmall, Review.Worst)
        : command.Rating > Review.Best ? new InvalidRequest("rating", InvalidReason.TooLarge, Review.Best)
        : TextRules.RefuseMessage(command.Text, "text", Review.MaxText);
}
