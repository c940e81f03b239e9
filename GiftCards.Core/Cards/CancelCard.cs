using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>End a card for good. What is left is written off.</summary>
/// <param name="Card">The card.</param>
/// <param name="Reason">Why, for the journal.</param>
/// <param name="Refund">Whether what is left is to go back to the payer instead, which is refused for the
/// present.</param>
public sealed record CancelCard(CardId Card, string Reason, bool Refund);

/// <summary>
/// Cancels, and forgets the card's code. Errors: <c>not_found</c>, <c>conflict</c> when it is cancelled already,
/// <c>card_expired</c>, <c>card_blocked</c> while a dispute freezes it, <c>card_in_transfer</c>,
/// <c>invalid_request</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class CancelCardHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, CancelCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "cancel", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason)
                    ?? (command.Refund ? new InvalidRequest("refund", InvalidReason.NotAllowed) : null)),
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
        return Refuse(card, now) ?? (Result<Movement>)CardEnd.Of(
            card,
            StatusRule.Cancelled,
            new EntryDraft(card.MerchantId, EntryType.Cancel, now, actor) { Reason = command.Reason },
            PostingRules.WrittenOff);
    }

    internal static DomainError? Refuse(Card card, DateTimeOffset now) => RedemptionPolicy.StatusAt(card, now) switch
    {
        CardStatus.Cancelled => new Conflict(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        _ when card.IsFrozen => new CardBlocked(),
        _ when card.IsInTransfer => new CardInTransfer(),
        _ => null,
    };
}
