using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>
/// Writes down that cards have expired: what was left becomes breakage. Each card is a transaction of its own and
/// guarded by its version, so that the step can be stopped anywhere and run on several nodes, and expires each card
/// once. Cards that are blocked or frozen wait until that is over.
/// </summary>
public sealed class ExpireCardsHandler(GiftCardsDatabase database, MovementEngine engine, TimeProvider time)
{
    private const int BatchSize = 100;
    private static readonly Actor Job = new Actor.System("expiry");

    /// <summary>How long the code of an expired card can still be read, in case it is reinstated.</summary>
    private static readonly TimeSpan CodeKept = TimeSpan.FromDays(365);

    /// <summary>Expires a batch; answers with how many were due, which is 0 when nothing is left to do.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's cards.
        var due = await context.Cards.AsNoTracking()
            .Where(card => (card.Status == CardStatus.Active || card.Status == CardStatus.PartiallyUsed)
                && card.ExpiresAt <= now && !card.IsFrozen)
            .OrderBy(card => card.ExpiresAt)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        foreach (var card in due)
        {
            await engine.ApplyAsync(Expire(card, now), cancellationToken);
        }

        return due.Count;
    }

    /// <summary>Removes the readable codes of cards that expired long ago; answers with how many.</summary>
    public async Task<int> ForgetCodesAsync(CancellationToken cancellationToken)
    {
        var before = time.GetInstant() - CodeKept;
        await using var context = database.OpenAcrossMerchants(); // The system looks at every merchant's cards.
        return await context.Cards
            .Where(card => card.Status == CardStatus.Expired && card.ExpiresAt <= before && card.EncryptedCode != null)
            .ExecuteUpdateAsync(card => card.SetProperty(c => c.EncryptedCode, (string?)null), cancellationToken);
    }

    internal static Movement Expire(Card card, DateTimeOffset now) => CardEnd.Of(
        card, StatusRule.Expired, new EntryDraft(card.MerchantId, EntryType.Expire, now, Job), PostingRules.Expired);
}
