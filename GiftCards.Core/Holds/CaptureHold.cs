using GiftCards.Core.Cards;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Holds;

/// <summary>Spend what was held, or a part of it; the rest is free again.</summary>
/// <param name="Hold">The hold.</param>
/// <param name="Amount">How much of it; all when null.</param>
public sealed record CaptureHold(HoldId Hold, Money? Amount);

/// <summary>
/// Captures. It counts as a redemption of the card, which must be usable at that moment. Errors: <c>not_found</c>,
/// <c>hold_not_active</c>, <c>insufficient_balance</c> beyond what is held, the codes of
/// <see cref="RedemptionPolicy"/>, <c>amount_out_of_range</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class CaptureHoldHandler(CardOperations operations, CommissionRules commission, TimeProvider time)
{
    public Task<Result<Answer<Redemption>>> HandleAsync(
        Actor actor, CaptureHold command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsRedeem,
                IdempotencyKey.Create(actor, "capture", idempotencyKey, command),
                command.Amount is { } amount ? AmountLimits.Refuse(amount) : null),
            (context, token) => DecideAsync(context, actor, command, token),
            Redemption.OfAsync,
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, CaptureHold command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await HoldQueries.FindAsync(context, command.Hold, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var hold = found.Value;
        var card = (await HonouredCards.FindAsync(context, hold.CardId, cancellationToken)).Value;
        if (await HonouredCards.RefuseHereAsync(context, card, cancellationToken) is { } notHere)
        {
            return notHere;
        }

        var taken = command.Amount ?? hold.Amount;
        if (Refuse(card, hold, taken, now) is { } refused)
        {
            return refused;
        }

        var share = await RedemptionShare.OfAsync(context, commission, card, taken, now, cancellationToken);
        var entry = JournalEntry.ForCard(
            new EntryDraft(hold.MerchantId, EntryType.Capture, now, actor),
            new CardSide(card.Id, -taken, SaleLocation.Of(actor, SaleReference.None)),
            PostingRules.Redeemed(card.Account, taken, share.Kept));
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = -taken.Minor,
            HeldDelta = -hold.AmountMinor,
            SpentDelta = taken.Minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now),
            Along = (writing, token) => OpenHolds.CloseAsync(writing, hold, HoldStatus.Captured, now, token),
            Entry = entry,
            Beside = [.. share.Rows(entry, taken), .. OutboxMessage.UseNotices(card, entry)],
        };
    }

    private static DomainError? Refuse(Card card, Hold hold, Money taken, DateTimeOffset now)
    {
        if (hold.StatusAt(now) != HoldStatus.Active)
        {
            return new HoldNotActive();
        }

        return RedemptionPolicy.RefuseState(card, now) switch
        {
            { } unusable => unusable,
            _ when taken.Currency != card.Currency => new CurrencyMismatch(card.Currency),
            _ when taken > hold.Amount => new InsufficientBalance(hold.Amount),
            _ when !card.AllowPartialUse && taken != hold.Amount => new PartialUseNotAllowed(hold.Amount),
            _ when card.MinimumPurchaseMinor is { } least && taken.Minor < least =>
                new BelowMinimumPurchase(new Money(least, card.Currency)),
            _ => null,
        };
    }
}
