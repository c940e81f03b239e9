using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>Spend value of a card on a sale at the counter.</summary>
/// <param name="Card">Which card: id, code or one-time QR.</param>
/// <param name="Amount">How much is asked for.</param>
/// <param name="PurchaseTotal">The bill; when told, less than asked may be applied, never more than the bill.</param>
/// <param name="Reference">What the counter says about the sale.</param>
public sealed record RedeemCard(CardReference Card, Money Amount, Money? PurchaseTotal, SaleReference Reference);

/// <summary>What a redemption came to.</summary>
/// <param name="Transaction">The line it left in the card's history.</param>
/// <param name="AmountApplied">What the card paid.</param>
/// <param name="RemainingBalance">What is left on the card.</param>
/// <param name="GiftCard">The card right afterwards.</param>
public sealed record Redemption(
    TransactionView Transaction, Money AmountApplied, Money RemainingBalance, CardView GiftCard)
{
    internal static async Task<Redemption> OfAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var change = await CardChange.OfAsync(context, transaction, cancellationToken);
        return new Redemption(change.Transaction, -change.Transaction.Amount, change.GiftCard.Balance, change.GiftCard);
    }
}

/// <summary>
/// Redeems. Errors: the codes of <see cref="RedemptionPolicy"/>, <c>code_malformed</c>, <c>card_not_found</c>,
/// <c>amount_out_of_range</c>, <c>currency_mismatch</c> and <c>merchant_not_accepting</c> for a platform card that is
/// not taken here, <c>outside_location</c>, <c>idempotency_key_*</c>, <c>forbidden</c>, <c>outside_shift</c>.
/// </summary>
public sealed class RedeemCardHandler(
    CardOperations operations, CommissionRules commission, Protector protector, TimeProvider time)
{
    public Task<Result<Answer<Redemption>>> HandleAsync(
        Actor actor, RedeemCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsRedeem,
                IdempotencyKey.Create(actor, "redeem", idempotencyKey, command),
                Refuse(command) ?? SaleLocation.Refuse(actor, command.Reference)),
            (context, token) => DecideAsync(context, actor, command, token),
            Redemption.OfAsync,
            cancellationToken);

    private static DomainError? Refuse(RedeemCard command)
    {
        if (AmountLimits.Refuse(command.Amount) is { } outOfRange)
        {
            return outOfRange;
        }

        if (command.PurchaseTotal is { } total && AmountLimits.Refuse(total) is not null)
        {
            return new InvalidRequest("purchaseTotal", InvalidReason.TooSmall, new Money(1, total.Currency));
        }

        var reference = command.Reference;
        return TextRules.RefuseLine(reference.BookingId, "bookingId", TextRules.MaxReference)
            ?? TextRules.RefuseLine(reference.ServiceId, "serviceId", TextRules.MaxReference)
            ?? TextRules.RefuseLine(reference.ServiceName, "serviceName", TextRules.MaxReference)
            ?? TextRules.RefuseLine(reference.CustomerId, "customerId", TextRules.MaxReference)
            ?? TextRules.RefuseLine(reference.CustomerName, "customerName", TextRules.MaxReference)
            ?? TextRules.RefuseLine(reference.Location, "location", TextRules.MaxReference)
            ?? TextRules.RefuseMessage(reference.Note, "note");
    }

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, RedeemCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardLookup.FindAsync(context, command.Card, protector, now, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value.Card;
        if (await HonouredCards.RefuseHereAsync(context, card, cancellationToken) is { } notHere)
        {
            return notHere;
        }

        var decided = RedemptionPolicy.Apply(card, command.Amount, command.PurchaseTotal, now);
        if (!decided.IsOk)
        {
            return decided.Error;
        }

        var applied = decided.Value;
        var workedOut = applied != command.Amount || !card.AllowPartialUse;
        var share = await RedemptionShare.OfAsync(context, commission, card, applied, now, cancellationToken);
        var entry = JournalEntry.ForCard(
            new EntryDraft(context.VisibleMerchant, EntryType.Redeem, now, actor),
            new CardSide(
                card.Id,
                -applied,
                SaleLocation.Of(actor, command.Reference) with { PurchaseTotalMinor = command.PurchaseTotal?.Minor }),
            PostingRules.Redeemed(card.Account, applied, share.Kept));
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = -applied.Minor,
            SpentDelta = applied.Minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now)
            {
                AtLeast = applied.Minor,
                Exactly = workedOut ? card.Available.Minor : null,
            },
            OneTimeToken = found.Value.OneTimeToken,
            Entry = entry,
            Beside = [.. share.Rows(entry, applied), .. OutboxMessage.UseNotices(card, entry)],
        };
    }
}
