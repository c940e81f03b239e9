using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Correct a card's balance by hand.</summary>
/// <param name="Card">The card.</param>
/// <param name="Amount">Signed: up or down by how much.</param>
/// <param name="Reason">Why.</param>
/// <param name="Note">What there is to say beyond that.</param>
public sealed record AdjustBalance(CardId Card, Money Amount, AdjustmentReason Reason, string? Note);

/// <summary>What became of a correction: it is done, or it waits for a second person. Exactly one is set.</summary>
public sealed record Adjustment(CardChange? Done, ApprovalId? Awaiting);

/// <summary>
/// Adjusts; beyond the merchant's limit it only asks for approval. Errors: <c>not_found</c>,
/// <c>amount_out_of_range</c>, <c>currency_mismatch</c>, <c>insufficient_balance</c> when more would be taken than is
/// available, <c>card_cancelled</c>, <c>card_expired</c>, <c>card_in_transfer</c>, <c>card_blocked</c> while a dispute
/// freezes it, <c>invalid_request</c>, <c>idempotency_key_*</c>, <c>forbidden</c>.
/// </summary>
public sealed class AdjustBalanceHandler(CardOperations operations, GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Answer<Adjustment>>> HandleAsync(
        Actor actor, AdjustBalance command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var call = new CardCall(
            actor,
            Permissions.CardsManage,
            IdempotencyKey.Create(actor, "adjust", idempotencyKey, command),
            RecentSignIn.RefuseAdministrator(actor, time.GetInstant())
                ?? AdjustmentPolicy.RefuseAmount(command.Amount)
                ?? TextRules.RefuseMessage(command.Note, "note"));
        if (CardOperations.Refuse(call) is { } refused)
        {
            return refused;
        }

        return await AskAsync(actor, command, call.Key.Value, cancellationToken) is { } asked
            ? asked
            : await operations.RunAsync(
                call,
                (context, token) => DecideAsync(context, actor, command, token),
                async (context, transaction, token) =>
                    new Adjustment(await CardChange.OfAsync(context, transaction, token), null),
                cancellationToken);
    }

    // Null when the correction needs nobody else, or was done before.
    private async Task<Result<Answer<Adjustment>>?> AskAsync(
        Actor actor, AdjustBalance command, IdempotencyKey key, CancellationToken cancellationToken)
    {
        await using var context = database.OpenFor(actor);
        var earlier = await IdempotencyLookup.SubjectAsync(context, key, cancellationToken);
        if (!earlier.IsOk)
        {
            return earlier.Error;
        }

        if (earlier.Value is { } subject)
        {
            return await RepeatAsync(context, new ApprovalId(subject), cancellationToken);
        }

        var now = time.GetInstant();
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        if ((found.Error ?? AdjustmentPolicy.Refuse(found.Value, command.Amount, now)) is { } refused)
        {
            return refused;
        }

        var merchant = found.Value.MerchantId;
        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(s => s.MerchantId == merchant && s.Currency == found.Value.Currency, cancellationToken);
        if (!AdjustmentPolicy.NeedsApproval(command.Amount, settings))
        {
            return null;
        }

        var approval = new Approval
        {
            MerchantId = merchant,
            Id = PublicId.New<ApprovalId>(now),
            CardId = command.Card,
            Currency = command.Amount.Currency,
            AmountMinor = command.Amount.Minor,
            Reason = command.Reason,
            Note = command.Note,
            RequestedBy = actor.Label,
            RequestedAt = now,
        };
        context.Approvals.Add(approval);
        context.Record(actor, ApprovalRules.NoteOf(approval, AuditActions.AdjustmentRequested), now);
        context.IdempotencyRecords.Add(IdempotencyRecord.Of(key, approval.Id.Value, now));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return new Answer<Adjustment>(new Adjustment(null, approval.Id), false);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear();
            return await AskAsync(actor, command, key, cancellationToken);
        }
    }

    private static async Task<Result<Answer<Adjustment>>?> RepeatAsync(
        GiftCardsDbContext context, ApprovalId id, CancellationToken cancellationToken)
    {
        if (await context.Approvals.AnyAsync(approval => approval.Id == id, cancellationToken))
        {
            return new Answer<Adjustment>(new Adjustment(null, id), true);
        }

        return null;
    }

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, AdjustBalance command, CancellationToken cancellationToken)
    {
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        return found.IsOk
            ? AdjustmentPolicy.Decide(
                found.Value, command.Amount, command.Reason, command.Note, actor, time.GetInstant())
            : found.Error;
    }
}

/// <summary>Whether and how a balance is corrected, asked at the request and again at its approval.</summary>
internal static class AdjustmentPolicy
{
    public static bool NeedsApproval(Money amount, GiftCardSettings settings) =>
        Math.Abs(amount.Minor) > LimitMinor(settings);

    public static long LimitMinor(GiftCardSettings settings) => settings.AdjustmentLimitMinor ?? settings.MaxMinor;

    public static DomainError? RefuseAmount(Money amount) =>
        !amount.IsZero && amount.Minor is >= -AmountLimits.LargestMinor and <= AmountLimits.LargestMinor
            ? null
            : new AmountOutOfRange(
                new Money(-AmountLimits.LargestMinor, amount.Currency),
                new Money(AmountLimits.LargestMinor, amount.Currency));

    public static DomainError? Refuse(Card card, Money amount, DateTimeOffset now) =>
        RedemptionPolicy.StatusAt(card, now) switch
        {
            CardStatus.Cancelled => new CardCancelled(),
            CardStatus.Expired => new CardExpired(card.ExpiresAt),
            _ when card.IsFrozen => new CardBlocked(),
            _ when card.IsInTransfer => new CardInTransfer(),
            _ when amount.Currency != card.Currency => new CurrencyMismatch(card.Currency),
            _ when amount.IsNegative && -amount > card.Available => new InsufficientBalance(card.Available),
            _ => null,
        };

    public static Result<Movement> Decide(
        Card card, Money amount, AdjustmentReason reason, string? note, Actor actor, DateTimeOffset now) =>
        Refuse(card, amount, now) ?? (Result<Movement>)new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = amount.Minor,
            Status = card.Status == CardStatus.Blocked ? StatusRule.Keep : StatusRule.ByAmounts,
            Guard = MovementGuard.Unchanged(now, card.Version),
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.Adjust, now, actor) { Reason = reason.ToText() },
                new CardSide(card.Id, amount, new SaleReference { Note = note }),
                PostingRules.Adjusted(card.Account, amount)),
        };
}
