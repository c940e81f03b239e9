using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>A person's own last redemption, as long as they may take it back without being asked why.</summary>
/// <param name="Sale">The line in the card's history.</param>
/// <param name="Card">The card as it is now.</param>
/// <param name="Until">From this instant on only a manager may take it back.</param>
public sealed record LastSale(CardLine Sale, CardView Card, DateTimeOffset Until);

/// <summary>Finds the one redemption that a cashier may take back.</summary>
public sealed class LastSaleQuery(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>
    /// The actor's last redemption within <see cref="VoidRedemptionHandler.CashiersWindow"/>, where something of it is
    /// left to take back; else null. Errors: <c>forbidden</c>.
    /// </summary>
    public async Task<Result<LastSale?>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.CardsRedeem, out var merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        if (await FindAsync(context, actor, now, cancellationToken) is not { } line)
        {
            return (LastSale?)null;
        }

        var left = await GivenBack.LeftAsync(context, line, cancellationToken);
        var card = await context.CardsHonoured().SingleAsync(row => row.Id == line.CardId, cancellationToken);
        if (!left.IsPositive || card.Status == CardStatus.Cancelled)
        {
            return (LastSale?)null;
        }

        var view = await CardQueries.ViewAsync(context, card, now, cancellationToken);
        return new LastSale(
            new CardLine(TransactionView.Of(line), left, true), view, line.At + VoidRedemptionHandler.CashiersWindow);
    }

    /// <summary>The actor's last redemption at their merchant, unless it is too long ago.</summary>
    internal static Task<CardTransaction?> FindAsync(
        GiftCardsDbContext context, Actor actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var label = actor.Label;
        var since = now - VoidRedemptionHandler.CashiersWindow;
        return context.CardTransactions.AsNoTracking()
            .Where(line => line.At >= since && line.ActorLabel == label
                && (line.Type == EntryType.Redeem || line.Type == EntryType.Capture))
            .OrderByDescending(line => line.At).ThenByDescending(line => line.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
