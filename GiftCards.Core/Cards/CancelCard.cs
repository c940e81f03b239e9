using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;

namespace GiftCards.Core.Cards;

/// <summary>End a card for good. What is left is written off, or goes back to the payer.</summary>
/// <param name="Card">The card.</param>
/// <param name="Reason">Why, for the journal.</param>
/// <param name="Refund">Whether what was paid and is unspent goes back to the payer; what nobody paid for is written
/// off either way.</param>
public sealed record CancelCard(CardId Card, string Reason, bool Refund);

/// <summary>
/// Cancels, and forgets the card's code. Errors: <c>not_found</c>, <c>conflict</c> when it is cancelled already,
/// <c>card_expired</c>, <c>card_blocked</c> while a dispute freezes it,
/// <c>refund_exceeds_unspent</c> when nothing can go back that should, <c>invalid_request</c>,
/// <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class CancelCardHandler(CardOperations operations, RefundRules refunds, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, CancelCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "cancel", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason)),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, CancelCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value;
        if (Refuse(card, now) is { } refused)
        {
            return refused;
        }

        var draft = new EntryDraft(card.MerchantId, EntryType.Cancel, now, actor) { Reason = command.Reason };
        return command.Refund
            ? await refunds.DecideAsync(context, card, null, draft, cancellationToken)
            : CardEnd.Of(card, StatusRule.Cancelled, draft, PostingRules.WrittenOff);
    }

    internal static DomainError? Refuse(Card card, DateTimeOffset now) =>
        card.Status == CardStatus.Cancelled ? new Conflict() : RefundRules.Refuse(card, now);
}
