using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Conventions;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Give an expired card a new validity, with exactly the value that its expiry took.</summary>
/// <param name="Card">The card.</param>
/// <param name="Reason">Why, for the journal.</param>
/// <param name="ExpiresAt">The first instant after the new validity.</param>
public sealed record ReinstateCard(CardId Card, string Reason, DateTimeOffset ExpiresAt);

/// <summary>
/// Reinstates. Errors: <c>not_found</c>, <c>conflict</c> when it has not expired, <c>card_cancelled</c>,
/// <c>card_blocked</c>, <c>invalid_request</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class ReinstateCardHandler(CardOperations operations, MovementEngine engine, TimeProvider time)
{
    public const int MaxDays = 3_650;

    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, ReinstateCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "reinstate", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason) ?? RefuseEnd(command.ExpiresAt)),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private InvalidRequest? RefuseEnd(DateTimeOffset end)
    {
        var now = time.GetInstant();
        return end > now && end <= now.AddDays(MaxDays) ? null : new InvalidRequest(
            "expiresAt", InvalidReason.Date, MaxDays);
    }

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, ReinstateCard command, CancellationToken cancellationToken)
    {
        var expired = await FindExpiredAsync(context, command.Card, cancellationToken);
        if (!expired.IsOk)
        {
            return expired.Error;
        }

        var card = expired.Value;
        var now = time.GetInstant();
        var taken = await BreakageAsync(context, card, cancellationToken);
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = taken.Minor,
            Status = StatusRule.ByAmounts,
            Validity = new ValidityChange(command.ExpiresAt),
            Guard = MovementGuard.Unchanged(now, card.Version),
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.Reinstate, now, actor) { Reason = command.Reason },
                new CardSide(card.Id, taken),
                PostingRules.Reinstated(card.Account, taken)),
        };
    }

    // The validity may be over without the job having come by; its entry goes first, so that the history stays whole.
    // Where the card changes meanwhile that entry is refused, and the card looked at again.
    private async Task<Result<Card>> FindExpiredAsync(
        GiftCardsDbContext context, CardId id, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < CardOperations.MaxTries; attempt++)
        {
            var now = time.GetInstant();
            var found = await CardOperations.FindAsync(context, id, cancellationToken);
            if (!found.IsOk)
            {
                return found;
            }

            if (Refuse(found.Value, now) is { } refused)
            {
                return refused;
            }

            if (found.Value.Status == CardStatus.Expired)
            {
                return found;
            }

            if (await engine.ApplyAsync(ExpireCardsHandler.Expire(found.Value, now), cancellationToken)
                is MovementOutcome.Busy)
            {
                return new RateLimited(CardOperations.BusyPause);
            }
        }

        return new Conflict();
    }

    internal static DomainError? Refuse(Card card, DateTimeOffset now) => RedemptionPolicy.StatusAt(card, now) switch
    {
        CardStatus.Expired when card.IsFrozen => new CardBlocked(),
        CardStatus.Expired => null,
        CardStatus.Cancelled => new CardCancelled(),
        _ => new Conflict(),
    };

    // What became breakage of this card and has not come back: by its expiry, and by voids after it, which for a
    // platform card stand in the entries of the merchants where it was used.
    internal static async Task<Money> BreakageAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        if (card.MerchantId != context.VisibleMerchant)
        {
            return Money.Zero(card.Currency);
        }

        var breakage = card.MerchantId.IsPlatform ? AccountKind.PlatformBreakage : AccountKind.Breakage;
        var taken = await context.Postings.IgnoreQueryFilters([MerchantFilter.Name])
            .Where(posting => posting.CardId == card.Id && (posting.Credit == breakage || posting.Debit == breakage))
            .SumAsync(
                posting => posting.Credit == breakage ? posting.AmountMinor : -posting.AmountMinor,
                cancellationToken);
        return new Money(taken, card.Currency);
    }
}
