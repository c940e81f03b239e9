using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Privacy;

/// <summary>What stands in the way of closing an account, or goes with it.</summary>
/// <param name="Refusal">Why it cannot be closed now; null when it can.</param>
/// <param name="Cards">How many cards of the wallet can still be spent.</param>
/// <param name="Value">What is on them, one sum for each currency.</param>
public sealed record ClosingView(DomainError? Refusal, int Cards, IReadOnlyList<Money> Value);

/// <summary>Tells a person beforehand what closing their account means.</summary>
public sealed class ClosingQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<ClosingView>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var now = time.GetInstant();
        var cards = await Spendable(context, person, now)
            .Select(card => new { card.Currency, card.BalanceMinor })
            .ToListAsync(cancellationToken);
        return new ClosingView(
            await RefuseAsync(context, person, now, cancellationToken),
            cards.Count,
            [
                .. cards.GroupBy(card => card.Currency)
                    .Select(group => new Money(group.Sum(card => card.BalanceMinor), group.Key))
                    .OrderBy(sum => sum.Currency.Code, StringComparer.Ordinal),
            ]);
    }

    /// <summary>Why the account cannot be closed now; null when it can.</summary>
    internal static async Task<DomainError?> RefuseAsync(
        GiftCardsDbContext context, UserId person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await context.Staff.AnyAsync(row => row.UserId == person, cancellationToken)
            || await context.Administrators.AnyAsync(row => row.UserId == person, cancellationToken))
        {
            return new AccountAtWork();
        }

        var isBusy = await context.Transfers.AnyAsync(
                row => row.SenderId == person && row.Status == TransferStatus.Waiting && row.ExpiresAt > now,
                cancellationToken)
            || await context.Orders.AnyAsync(
                order => order.UserId == person && OwnRows.UnderWay.Contains(order.Status), cancellationToken);
        return isBusy ? new AccountBusy() : null;
    }

    internal static IQueryable<Card> Spendable(GiftCardsDbContext context, UserId person, DateTimeOffset now) =>
        context.Cards.Where(card => card.OwnerId == person && card.BalanceMinor > 0
            && card.Status != CardStatus.Cancelled && card.Status != CardStatus.Expired
            && (card.ExpiresAt == null || card.ExpiresAt > now));
}
