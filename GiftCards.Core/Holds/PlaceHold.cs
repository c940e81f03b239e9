using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Holds;

/// <summary>Set part of a card's value aside for a booking.</summary>
/// <param name="Card">The card.</param>
/// <param name="Amount">How much.</param>
/// <param name="ExpiresAt">Until when; seven days unless said, thirty at most, and never after the card's own
/// end.</param>
public sealed record PlaceHold(CardId Card, Money Amount, DateTimeOffset? ExpiresAt);

/// <summary>
/// Places holds. Errors: <c>not_found</c>, the codes of <see cref="RedemptionPolicy"/>, <c>amount_out_of_range</c>,
/// <c>invalid_request</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class PlaceHoldHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<HoldChange>>> HandleAsync(
        Actor actor, PlaceHold command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsRedeem,
                IdempotencyKey.Create(actor, "hold", idempotencyKey, command),
                AmountLimits.Refuse(command.Amount)),
            (context, token) => DecideAsync(context, actor, command, token),
            TellAsync,
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, PlaceHold command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await HonouredCards.FindAsync(context, command.Card, cancellationToken);
        if ((found.Error ?? await HonouredCards.RefuseHereAsync(context, found.Value, cancellationToken)) is { } not)
        {
            return not;
        }

        var card = found.Value;
        if (Refuse(card, command.Amount, now) is { } refused)
        {
            return refused;
        }

        if (EndOf(command.ExpiresAt, card, now) is not { } end)
        {
            return new InvalidRequest("expiresAt", InvalidReason.Date, Hold.MaxDays);
        }

        var entry = JournalEntry.ForCard(
            new EntryDraft(context.VisibleMerchant, EntryType.Hold, now, actor),
            new CardSide(card.Id, Money.Zero(card.Currency)),
            []);
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = 0,
            HeldDelta = command.Amount.Minor,
            Status = StatusRule.Keep,
            Guard = new MovementGuard(now)
            {
                AtLeast = command.Amount.Minor,
                Exactly = card.AllowPartialUse ? null : card.Available.Minor,
            },
            Entry = entry,
            Beside =
            [
                new Hold
                {
                    MerchantId = context.VisibleMerchant,
                    CardMerchantId = card.MerchantId,
                    Id = PublicId.New<HoldId>(now),
                    CardId = card.Id,
                    Currency = card.Currency,
                    AmountMinor = command.Amount.Minor,
                    PlacedBy = entry.Transactions[0].Id,
                    CreatedAt = now,
                    ExpiresAt = end,
                },
            ],
        };
    }

    // A bill is never less than what the card pays of it, so a minimum is measured by the amount itself.
    private static DomainError? Refuse(Card card, Money amount, DateTimeOffset now)
    {
        var bill = card.MinimumPurchaseMinor is null ? (Money?)null : amount;
        var applied = RedemptionPolicy.Apply(card, amount, bill, now);
        return applied.Error ?? (applied.Value == amount ? null : new InsufficientBalance(card.Available));
    }

    private static DateTimeOffset? EndOf(DateTimeOffset? asked, Card card, DateTimeOffset now)
    {
        var end = asked ?? now + Hold.UsualLifetime;
        return end <= now || end > now.AddDays(Hold.MaxDays) ? null : card.ExpiresAt < end ? card.ExpiresAt : end;
    }

    private static async Task<HoldChange> TellAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var hold = await context.Holds.AsNoTracking()
            .SingleAsync(row => row.PlacedBy == transaction.Id, cancellationToken);
        var change = await CardChange.OfAsync(context, transaction, cancellationToken);
        return new HoldChange(HoldView.Of(hold, HoldStatus.Active), change.Transaction, change.GiftCard);
    }
}
