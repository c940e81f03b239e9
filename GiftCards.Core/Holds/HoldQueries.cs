using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Holds;

/// <summary>What a merchant's staff and programs may know about its holds.</summary>
public sealed class HoldQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>One hold on one of the merchant's cards. Errors: <c>not_found</c>, <c>forbidden</c>.</summary>
    public async Task<Result<HoldView>> GetAsync(Actor actor, HoldId id, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsRedeem, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var hold = await FindAsync(context, id, cancellationToken);
        return hold.IsOk ? HoldView.Of(hold.Value, hold.Value.StatusAt(time.GetInstant())) : hold.Error;
    }

    /// <summary>What is set aside on a card, soonest end first.</summary>
    internal static async Task<IReadOnlyList<HoldView>> OpenOnAsync(
        GiftCardsDbContext context, Card card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await context.Holds.AsNoTracking()
            .Where(hold => hold.CardId == card.Id && hold.Status == HoldStatus.Active && hold.ExpiresAt > now)
            .OrderBy(hold => hold.ExpiresAt).ThenBy(hold => hold.Id)
            .ToListAsync(cancellationToken);
        return [.. open.Select(hold => HoldView.Of(hold, hold.Status))];
    }

    /// <summary>What each hold among lines of one card set aside, by the line that placed it.</summary>
    internal static async Task<IReadOnlyDictionary<TransactionId, Money>> PlacedByAsync(
        GiftCardsDbContext context, IReadOnlyList<CardTransaction> lines, CancellationToken cancellationToken)
    {
        var placed = lines.Where(line => line.Type == EntryType.Hold).Select(line => line.Id).ToList();
        return placed.Count == 0
            ? new Dictionary<TransactionId, Money>()
            : await context.Holds.AsNoTracking()
                .Where(hold => placed.Contains(hold.PlacedBy))
                .ToDictionaryAsync(hold => hold.PlacedBy, hold => hold.Amount, cancellationToken);
    }

    internal static async Task<Result<Hold>> FindAsync(
        GiftCardsDbContext context, HoldId id, CancellationToken cancellationToken)
    {
        var hold = await context.Holds.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return hold is null ? new NotFound() : hold;
    }
}
