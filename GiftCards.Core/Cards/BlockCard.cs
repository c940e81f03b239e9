using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>Stop a card's use for a while; its value stays.</summary>
public sealed record BlockCard(CardId Card, string Reason);

/// <summary>
/// Blocks. Errors: <c>not_found</c>, <c>conflict</c> when it is blocked already, <c>card_cancelled</c>,
/// <c>card_expired</c>, <c>invalid_request</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class BlockCardHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, BlockCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "block", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason)),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, BlockCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        return found.IsOk
            ? Refuse(found.Value, now) ?? (Result<Movement>)StatusMovement.Of(
                found.Value, StatusRule.Blocked, EntryType.Block, actor, command.Reason, now)
            : found.Error;
    }

    internal static DomainError? Refuse(Card card, DateTimeOffset now) => RedemptionPolicy.StatusAt(card, now) switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        CardStatus.Blocked => new Conflict(),
        _ => null,
    };
}

/// <summary>Let a blocked card be used again.</summary>
public sealed record UnblockCard(CardId Card, string Reason);

/// <summary>
/// Unblocks: the card stands again where its amounts put it. A dispute's freeze stays. Errors: <c>not_found</c>,
/// <c>conflict</c> when it is not blocked, <c>card_cancelled</c>, <c>card_expired</c>, <c>invalid_request</c>,
/// <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class UnblockCardHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, UnblockCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsManage,
                IdempotencyKey.Create(actor, "unblock", idempotencyKey, command),
                TextRules.RefuseReason(command.Reason)),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, UnblockCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        return found.IsOk
            ? Refuse(found.Value, now) ?? (Result<Movement>)StatusMovement.Of(
                found.Value, StatusRule.ByAmounts, EntryType.Unblock, actor, command.Reason, now)
            : found.Error;
    }

    internal static DomainError? Refuse(Card card, DateTimeOffset now) => RedemptionPolicy.StatusAt(card, now) switch
    {
        CardStatus.Blocked => null,
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        _ => new Conflict(),
    };
}

/// <summary>Movements that change what a card may do and none of its value.</summary>
internal static class StatusMovement
{
    public static Movement Of(
        Card card, StatusRule status, EntryType type, Actor actor, string reason, DateTimeOffset now) => new()
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = 0,
            Status = status,
            Guard = MovementGuard.Unchanged(now, card.Version),
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, type, now, actor) { Reason = reason },
                new CardSide(card.Id, Money.Zero(card.Currency)),
                []),
        };
}
