using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reviews;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Notifications;

/// <summary>Whom an answer to a review concerns: its author, while both are shown.</summary>
internal static class ReviewNews
{
    public static async Task<IReadOnlyList<News>> FindAsync(
        GiftCardsDbContext context, OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<ReviewId>(message.Subject, out var id)
            || await context.Reviews.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, cancellationToken)
                is not { Reply: not null, Status: ReviewStatus.Shown } review)
        {
            return [];
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(row => row.Id == message.MerchantId, cancellationToken);
        return
        [
            new News(review.AuthorId, NotificationKind.ReviewAnswered, $"/m/{merchant.Slug}?tab=reviews#{review.Id}")
            {
                Place = merchant.Name,
            },
        ];
    }
}
