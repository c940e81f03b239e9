using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Reminds holders that a validity ends soon, as many days before as the merchant's settings say, once for each end: a
/// top-up that moves the end arms it again. The mark on the card and the message are one commit, so the step can be
/// stopped anywhere and run on several nodes.
/// </summary>
public sealed class NotifyExpiringCardsHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    private const int BatchSize = 100;

    /// <summary>Writes every reminder that is due; answers with how many.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        List<int> notices;
        await using (var context = database.OpenAcrossMerchants()) // The system looks at every merchant's cards.
        {
            notices = await context.GiftCardSettings.Where(settings => settings.ExpiryNoticeDays > 0)
                .Select(settings => settings.ExpiryNoticeDays)
                .Distinct()
                .ToListAsync(cancellationToken);
        }

        var count = 0;
        foreach (var days in notices)
        {
            count += await NotifyAsync(days, cancellationToken);
        }

        if (count > 0)
        {
            outbox.Wake();
        }

        return count;
    }

    private async Task<int> NotifyAsync(int days, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var (count, after) = (0, default(Card?));
        while (await NextAsync(days, now, after, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var (card, zone) in batch)
            {
                var due = ExpiryNoticePolicy.DueAt(card, days, TimeZoneInfo.FindSystemTimeZoneById(zone));
                count += due <= now && await WriteAsync(card, now, cancellationToken) ? 1 : 0;
            }

            after = batch[^1].Card;
        }

        return count;
    }

    // One more day than the notice has, because a validity ends at the end of its last day.
    private async Task<List<Candidate>> NextAsync(
        int days, DateTimeOffset now, Card? after, CancellationToken cancellationToken)
    {
        var until = now.AddDays(days + 1);
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's cards.
        var cards = Unreminded(context.Cards.AsNoTracking())
            .Where(card => card.ExpiresAt > now && card.ExpiresAt <= until)
            .Where(card => context.GiftCardSettings.Any(
                settings => settings.MerchantId == card.MerchantId && settings.Currency == card.Currency
                    && settings.ExpiryNoticeDays == days));
        if (after is not null)
        {
            cards = cards.Where(card => card.ExpiresAt > after.ExpiresAt
                || (card.ExpiresAt == after.ExpiresAt && card.Id > after.Id));
        }

        var rows = await cards.OrderBy(card => card.ExpiresAt).ThenBy(card => card.Id)
            .Take(BatchSize)
            .LeftJoin(context.Merchants, card => card.MerchantId, merchant => merchant.Id, (card, merchant) =>
                new Candidate(card, merchant == null ? PlatformSeller.TimeZone : merchant.TimeZone))
            .ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.Card.ExpiresAt).ThenBy(row => row.Card.Id.Value)];
    }

    private async Task<bool> WriteAsync(Card card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card by its key.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var marked = await Unreminded(context.Cards)
            .Where(row => row.MerchantId == card.MerchantId && row.Id == card.Id && row.ExpiresAt == card.ExpiresAt)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.ExpiryNoticeFor, card.ExpiresAt)
                    .SetProperty(row => row.Version, row => row.Version + 1),
                cancellationToken);
        if (marked == 0)
        {
            return false;
        }

        var id = card.Id.ToString();
        context.Outbox.Add(OutboxMessage.About(OutboxTypes.ExpiryNotice, card.MerchantId, id, id, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }

    // The same as the policy's IsWorthIt, for the database.
    private static IQueryable<Card> Unreminded(IQueryable<Card> cards) => cards.Where(card =>
        (card.Status == CardStatus.Active || (card.Status == CardStatus.PartiallyUsed && card.AllowMultipleServices))
        && card.BalanceMinor > 0 && !card.IsFrozen && !card.IsInTransfer
        && (card.ExpiryNoticeFor == null || card.ExpiryNoticeFor != card.ExpiresAt));

    private sealed record Candidate(Card Card, string Zone);
}
