using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Take a redemption back, in whole or in part.</summary>
/// <param name="Redemption">The redemption, or the capture of a hold.</param>
/// <param name="Amount">How much of it; all that is left of it when null.</param>
/// <param name="Reason">Why, for the journal.</param>
public sealed record VoidRedemption(TransactionId Redemption, Money? Amount, string Reason);

/// <summary>
/// Voids. Whoever manages cards may take back any redemption; a cashier the last one of their own, within
/// <see cref="CashiersWindow"/>; a platform card's only where it was redeemed. A card that has expired since gets nothing
/// back: the value becomes breakage at once.
/// Errors: <c>not_found</c>, <c>void_exceeds_redemption</c>, <c>conflict</c> when nothing is left to take back,
/// <c>card_cancelled</c>, <c>currency_mismatch</c>, <c>amount_out_of_range</c>, <c>invalid_request</c>,
/// <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class VoidRedemptionHandler(CardOperations operations, TimeProvider time)
{
    public static readonly TimeSpan CashiersWindow = TimeSpan.FromMinutes(15);

    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, VoidRedemption command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                actor is Actor.Staff ? Permissions.CardsRedeem : Permissions.CardsManage,
                IdempotencyKey.Create(actor, "void", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason)
                    ?? (command.Amount is { } amount ? AmountLimits.Refuse(amount) : null)),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, VoidRedemption command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var redemption = await context.CardTransactions.AsNoTracking()
            .SingleOrDefaultAsync(transaction => transaction.Id == command.Redemption, cancellationToken);
        if (redemption is null)
        {
            return new NotFound();
        }

        // The card is read before its voids, so that a void in between changes the version that guards this one.
        var card = (await HonouredCards.FindAsync(context, redemption.CardId, cancellationToken)).Value;
        if (await RefuseActorAsync(context, actor, redemption, now, cancellationToken) is { } forbidden)
        {
            return forbidden;
        }

        var left = await GivenBack.LeftAsync(context, redemption, cancellationToken);
        var amount = command.Amount ?? left;
        if (Refuse(card, amount, left) is { } refused)
        {
            return refused;
        }

        var commission = await GivenBack.CommissionOfAsync(context, redemption, left, amount, cancellationToken);
        return Void(card, redemption, amount, commission, new EntryDraft(
            redemption.MerchantId, EntryType.Void, now, actor)
        {
            Corrects = redemption.EntryId,
            Reason = command.Reason,
        });
    }

    private static DomainError? Refuse(Card card, Money amount, Money left) => card.Status switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        _ when amount.Currency != card.Currency => new CurrencyMismatch(card.Currency),
        _ when left.IsZero => new Conflict(),
        _ when amount > left => new VoidExceedsRedemption(left),
        _ => null,
    };

    private static Movement Void(
        Card card, CardTransaction redemption, Money amount, Money commission, EntryDraft draft)
    {
        // A blocked card is not written down as expired, so what it gets back is kept with the rest.
        var ended = card.Status == CardStatus.Expired
            || (card.Status != CardStatus.Blocked && card.ExpiresAt <= draft.At);
        var back = ended ? Money.Zero(card.Currency) : amount;
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = back.Minor,
            SpentDelta = -amount.Minor,
            Status = card.Status switch
            {
                CardStatus.Blocked => StatusRule.Keep,
                CardStatus.FullyUsed when ended => StatusRule.Expired,
                _ when ended => StatusRule.Keep,
                _ => StatusRule.ByAmounts,
            },
            Guard = MovementGuard.Unchanged(draft.At, card.Version),
            Entry = JournalEntry.ForCard(
                draft,
                new CardSide(card.Id, back, redemption.Reference),
                ended
                    ? PostingRules.VoidedOntoExpired(card.Account, amount, commission)
                    : PostingRules.Voided(card.Account, amount, commission)),
        };
    }

    private static async Task<DomainError?> RefuseActorAsync(
        GiftCardsDbContext context,
        Actor actor,
        CardTransaction redemption,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.CardsManage, redemption.MerchantId) is not { } refused)
        {
            return null;
        }

        var last = await LastSaleQuery.FindAsync(context, actor, now, cancellationToken);
        return last?.Id == redemption.Id ? null : refused;
    }
}
