using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Bulk;

/// <summary>Settle which cards something is to be done to; nothing happens to them yet.</summary>
/// <param name="Action">What.</param>
/// <param name="Cards">The cards that were picked; not looked at where a filter is given.</param>
/// <param name="Filter">All cards that it matches now; null for those that were picked.</param>
public sealed record DraftCardBatch(BatchAction Action, IReadOnlyList<CardId> Cards, CardFilter? Filter);

/// <summary>
/// Drafts a batch of the merchant's own cards; those of others are left out. Drafts of the same person that nobody
/// began within a day are thrown away. Errors: <c>forbidden</c>, <c>invalid_request</c> for no card at all,
/// <c>too_many_cards</c>.
/// </summary>
public sealed class DraftCardBatchHandler(GiftCardsDatabase database, CardQueries queries, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public async Task<Result<BatchId>> HandleAsync(
        Actor actor, DraftCardBatch command, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant || actor.Person is not { } person)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsManage, merchant) is { } refused)
        {
            return refused;
        }

        if (!Enum.IsDefined(command.Action))
        {
            return new InvalidRequest("action", InvalidReason.Choice);
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var meant = Meant(context.Cards.AsNoTracking().Where(card => card.MerchantId == merchant), command, now);
        var cards = await meant.OrderByDescending(card => card.Id).Select(card => card.Id)
            .Take(CardBatch.MaxCards + 1)
            .ToListAsync(cancellationToken);
        if (cards.Count is 0 or > CardBatch.MaxCards)
        {
            return cards.Count == 0
                ? new InvalidRequest("cards", InvalidReason.Required)
                : new TooManyCards(await meant.CountAsync(cancellationToken), CardBatch.MaxCards);
        }

        await SweepAsync(context, merchant, person, now - Kept, cancellationToken);
        return await SaveAsync(context, cards, new CardBatch
        {
            MerchantId = merchant,
            Id = PublicId.New<BatchId>(now),
            Action = command.Action,
            CreatedBy = person,
            CardCount = cards.Count,
            CreatedAt = now,
        }, cancellationToken);
    }

    private IQueryable<Card> Meant(IQueryable<Card> own, DraftCardBatch command, DateTimeOffset now)
    {
        if (command.Filter is { } filter)
        {
            return queries.Narrow(own, filter, now);
        }

        // No list shows more at a time; whoever makes up a longer one is told the limit.
        var picked = command.Cards.Distinct().Take(CardBatch.MaxCards + 1).ToList();
        return own.Where(card => picked.Contains(card.Id));
    }

    private static async Task<Result<BatchId>> SaveAsync(
        GiftCardsDbContext context, List<CardId> cards, CardBatch batch, CancellationToken cancellationToken)
    {
        context.CardBatches.Add(batch);
        context.CardBatchRows.AddRange(cards.Select((card, index) => new CardBatchRow
        {
            MerchantId = batch.MerchantId,
            BatchId = batch.Id,
            Position = index + 1,
            CardId = card,
        }));
        await context.SaveChangesAsync(cancellationToken);
        return batch.Id;
    }

    private static async Task SweepAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        UserId person,
        DateTimeOffset before,
        CancellationToken cancellationToken)
    {
        var old = await context.CardBatches
            .Where(batch => batch.MerchantId == merchant && batch.CreatedBy == person
                && batch.Status == BulkStatus.Draft && batch.CreatedAt < before)
            .OrderBy(batch => batch.Id)
            .Take(20)
            .Select(batch => batch.Id)
            .ToListAsync(cancellationToken);
        await context.CardBatchRows.Where(row => row.MerchantId == merchant && old.Contains(row.BatchId))
            .ExecuteDeleteAsync(cancellationToken);
        await context.CardBatches
            .Where(batch => batch.MerchantId == merchant && old.Contains(batch.Id) && batch.Status == BulkStatus.Draft)
            .ExecuteDeleteAsync(cancellationToken);
    }
}
