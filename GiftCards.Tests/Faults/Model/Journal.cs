using System.Data;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Tests.Faults.Model;

/// <summary>What the database says of a merchant's cards once everything is over.</summary>
/// <param name="Lines">The history of each card, in the order that the journal recorded.</param>
/// <param name="Holds">Which line placed which hold.</param>
/// <param name="Keys">What each key did: an operation and a key, and the id of what it made.</param>
/// <param name="Cards">How each card stands.</param>
public sealed record Journal(
    IReadOnlyDictionary<CardId, IReadOnlyList<CardTransaction>> Lines,
    IReadOnlyDictionary<TransactionId, Hold> Holds,
    IReadOnlyDictionary<(string Operation, string Key), Guid> Keys,
    IReadOnlyDictionary<CardId, CardEndState> Cards)
{
    public static async Task<Journal> ReadAsync(GiftCardsDatabase database, MerchantId merchant, CancellationToken cancellationToken)
    {
        // One look at everything: a call whose client gave up may still be running.
        await using var context = database.OpenAcrossMerchants();
        await using var look = await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var lines = await context.CardTransactions.AsNoTracking()
            .Where(line => line.MerchantId == merchant)
            .ToListAsync(cancellationToken);
        var holds = await context.Holds.AsNoTracking()
            .Where(hold => hold.MerchantId == merchant)
            .ToDictionaryAsync(hold => hold.PlacedBy, cancellationToken);
        var keys = await context.IdempotencyRecords.AsNoTracking().ToListAsync(cancellationToken);
        var cards = await context.Cards.AsNoTracking()
            .Where(card => card.MerchantId == merchant)
            .ToDictionaryAsync(
                card => card.Id,
                card => new CardEndState(card.BalanceMinor, card.HeldMinor, card.SpentMinor, card.Status.ToText(), card.ExpiresAt),
                cancellationToken);
        return new Journal(
            lines.GroupBy(line => line.CardId).ToDictionary(
                card => card.Key,
                IReadOnlyList<CardTransaction> (card) => [.. card.OrderBy(line => line.VersionAfter)]),
            holds,
            keys.Where(key => key.Scope.Contains(merchant.ToString(), StringComparison.Ordinal))
                .ToDictionary(key => (key.Operation, key.Key), key => key.SubjectId),
            cards);
    }
}

/// <summary>How a card's row stands.</summary>
public sealed record CardEndState(long Balance, long Held, long Spent, string Status, DateTimeOffset? ExpiresAt);
