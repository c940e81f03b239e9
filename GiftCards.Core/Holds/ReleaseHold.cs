using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Holds;

/// <summary>Free what was held.</summary>
public sealed record ReleaseHold(HoldId Hold);

/// <summary>
/// Releases, whatever became of the card meanwhile. Errors: <c>not_found</c>, <c>hold_not_active</c>,
/// <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class ReleaseHoldHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<HoldChange>>> HandleAsync(
        Actor actor, ReleaseHold command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsRedeem,
                IdempotencyKey.Create(actor, "release", idempotencyKey, command),
                null),
            (context, token) => DecideAsync(context, actor, command, token),
            (context, transaction, token) => TellAsync(context, command.Hold, transaction, token),
            cancellationToken);

    /// <summary>The movement that frees a hold, by a person or because its time ran out.</summary>
    internal static Movement Free(Hold hold, HoldStatus status, Actor actor, DateTimeOffset now) => new()
    {
        Merchant = hold.CardMerchantId,
        Card = hold.CardId,
        Currency = hold.Currency,
        BalanceDelta = 0,
        HeldDelta = -hold.AmountMinor,
        Status = StatusRule.Keep,
        Guard = new MovementGuard(now) { Condition = CardCondition.Any },
        Along = (context, token) => OpenHolds.CloseAsync(context, hold, status, now, token),
        Entry = JournalEntry.ForCard(
            new EntryDraft(hold.MerchantId, EntryType.Release, now, actor) { Reason = status.ToText() },
            new CardSide(hold.CardId, Money.Zero(hold.Currency)),
            []),
    };

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, ReleaseHold command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await HoldQueries.FindAsync(context, command.Hold, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        return found.Value.StatusAt(now) == HoldStatus.Active
            ? Free(found.Value, HoldStatus.Released, actor, now)
            : new HoldNotActive();
    }

    private static async Task<HoldChange> TellAsync(
        GiftCardsDbContext context, HoldId id, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var hold = (await HoldQueries.FindAsync(context, id, cancellationToken)).Value;
        var change = await CardChange.OfAsync(context, transaction, cancellationToken);
        return new HoldChange(HoldView.Of(hold, hold.Status), change.Transaction, change.GiftCard);
    }
}
