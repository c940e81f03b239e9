using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>Let a card be good for longer; its value stays as it is, so nothing is posted.</summary>
/// <param name="Card">The card.</param>
/// <param name="Reason">Why, for the journal.</param>
/// <param name="ExpiresAt">The first instant after the new validity, later than the present one.</param>
public sealed record ExtendCard(CardId Card, string Reason, DateTimeOffset ExpiresAt);

/// <summary>
/// Extends validities. Errors: <c>not_found</c>, <c>card_cancelled</c>, <c>card_fully_used</c>, <c>card_expired</c>
/// once it is over (then it is reinstated instead), <c>conflict</c> for a card that never expires,
/// <c>invalid_request</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class ExtendCardHandler(CardOperations operations, TimeProvider time)
{
    public const int MaxDays = 3_650;

    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, ExtendCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "extend", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason)),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    /// <summary>What stands against any extension; null when nothing does.</summary>
    internal static DomainError? Refuse(Card card, DateTimeOffset now) => RedemptionPolicy.StatusAt(card, now) switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        CardStatus.FullyUsed => new CardFullyUsed(),
        _ when card.ExpiresAt is null => new Conflict(),
        _ => null,
    };

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, ExtendCard command, CancellationToken cancellationToken)
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

        if (command.ExpiresAt <= card.ExpiresAt || command.ExpiresAt > now.AddDays(MaxDays))
        {
            return new InvalidRequest("expiresAt", InvalidReason.Date, MaxDays);
        }

        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = 0,
            Status = StatusRule.Keep,
            Validity = new ValidityChange(command.ExpiresAt),
            Guard = MovementGuard.Unchanged(now, card.Version),
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.Extend, now, actor) { Reason = command.Reason },
                new CardSide(card.Id, Money.Zero(card.Currency)),
                []),
        };
    }
}
