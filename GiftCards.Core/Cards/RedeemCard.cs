using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

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
    TransactionView Transaction, Money AmountApplied, Money RemainingBalance, CardView GiftCard);

/// <summary>
/// Redeems. Errors: the codes of <see cref="RedemptionPolicy"/>, <c>code_malformed</c>, <c>card_not_found</c>,
/// <c>amount_out_of_range</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class RedeemCardHandler(
    GiftCardsDatabase database, MovementEngine engine, Protector protector, OutboxSignal outbox, TimeProvider time)
{
    private const int MaxTries = 3;

    public async Task<Result<Answer<Redemption>>> HandleAsync(
        Actor actor, RedeemCard command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if ((actor.Refuse(Permissions.CardsRedeem, merchant) ?? Refuse(command)) is { } refused)
        {
            return refused;
        }

        var key = IdempotencyKey.Create(actor, "redeem", idempotencyKey, command);
        if (!key.IsOk)
        {
            return key.Error;
        }

        await using var context = database.OpenFor(actor);
        var earlier = await IdempotencyLookup.SubjectAsync(context, key.Value, cancellationToken);
        if (!earlier.IsOk)
        {
            return earlier.Error;
        }

        if (earlier.Value is { } subject)
        {
            return await RepeatAsync(context, new TransactionId(subject), cancellationToken);
        }

        // The guard may say no because the card changed between our look and the write; then look again.
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            var decided = await DecideAsync(context, actor, command, key.Value, cancellationToken);
            if (!decided.IsOk)
            {
                return decided.Error;
            }

            switch (await engine.ApplyAsync(decided.Value, cancellationToken))
            {
                case MovementOutcome.Applied applied:
                    outbox.Wake();
                    return new Answer<Redemption>(
                        await AnswerAsync(context, applied.Transaction, cancellationToken), false);
                case MovementOutcome.Repeated repeated:
                    return await RepeatAsync(context, repeated.Transaction, cancellationToken);
                case MovementOutcome.KeyReused:
                    return new IdempotencyKeyReused();
                case MovementOutcome.TokenUsed:
                    return new CardNotFound();
                case MovementOutcome.Guarded:
                    break;
            }
        }

        return new Conflict();
    }

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
        GiftCardsDbContext context,
        Actor actor,
        RedeemCard command,
        IdempotencyKey key,
        CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardLookup.FindAsync(context, command.Card, protector, now, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value.Card;
        var decided = RedemptionPolicy.Apply(card, command.Amount, command.PurchaseTotal, now);
        if (!decided.IsOk)
        {
            return decided.Error;
        }

        var applied = decided.Value;
        var workedOut = applied != command.Amount || !card.AllowPartialUse;
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = -applied.Minor,
            Status = StatusRule.Spend,
            Guard = new MovementGuard(now, applied.Minor, workedOut ? card.Available.Minor : null),
            Idempotency = key,
            OneTimeToken = found.Value.OneTimeToken,
            Entry = standing => JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.Redeem, now, actor),
                new CardSide(
                    card.Id,
                    -applied,
                    standing,
                    command.Reference with { PurchaseTotalMinor = command.PurchaseTotal?.Minor }),
                PostingRules.Redeemed(card.Id, applied)),
            Beside = transaction =>
            [
                OutboxMessage.About(
                    OutboxTypes.UseNotice, card.MerchantId, transaction.Id.ToString(), card.Id.ToString(), now),
            ],
        };
    }

    private static async Task<Result<Answer<Redemption>>> RepeatAsync(
        GiftCardsDbContext context, TransactionId id, CancellationToken cancellationToken)
    {
        var transaction = await context.CardTransactions.AsNoTracking()
            .SingleAsync(candidate => candidate.Id == id, cancellationToken);
        return new Answer<Redemption>(await AnswerAsync(context, transaction, cancellationToken), true);
    }

    private static async Task<Redemption> AnswerAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var card = await context.Cards.AsNoTracking().SingleAsync(c => c.Id == transaction.CardId, cancellationToken);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(
            m => m.Id == card.MerchantId, cancellationToken);
        var view = CardView.Of(card, MerchantSummary.Of(merchant), transaction.At).After(transaction);
        return new Redemption(
            TransactionView
                .Of(transaction), new Money(-transaction.AmountMinor, transaction.Currency), view.Balance, view);
    }
}
