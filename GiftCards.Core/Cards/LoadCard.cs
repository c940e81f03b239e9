using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>How the merchant was paid at its own counter.</summary>
public enum LoadMethod
{
    Cash,
    Card,
}

/// <summary>Add value to a card for money that the merchant took at its counter.</summary>
/// <param name="Card">The card.</param>
/// <param name="Amount">How much.</param>
/// <param name="Method">How it was paid.</param>
/// <param name="Note">Anything else worth keeping.</param>
public sealed record LoadCard(CardId Card, Money Amount, LoadMethod Method, string? Note);

/// <summary>
/// Loads. Where the merchant's settings say so the validity begins anew; it never becomes shorter. Errors:
/// <c>not_found</c>, <c>merchant_not_accepting</c>, <c>amount_out_of_range</c>, <c>currency_mismatch</c>,
/// <c>card_cancelled</c>, <c>card_blocked</c>, <c>card_expired</c>, <c>card_in_transfer</c>, <c>card_fully_used</c>
/// unless the settings allow it, <c>single_service_only</c>, <c>invalid_request</c>, <c>idempotency_key_*</c>,
/// <c>forbidden</c>.
/// </summary>
public sealed class LoadCardHandler(CardOperations operations, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, LoadCard command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunAsync(
            new CardCall(
                actor,
                Permissions.CardsIssue,
                IdempotencyKey.Create(actor, "load", idempotencyKey, command),
                TextRules.RefuseMessage(command.Note, "note")),
            (context, token) => DecideAsync(context, actor, command, token),
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, LoadCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value;
        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == card.MerchantId, cancellationToken);
        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(s => s.MerchantId == card.MerchantId, cancellationToken);
        if ((RefuseSale(command.Amount, merchant, settings) ?? LoadPolicy.Refuse(card, settings, now)) is { } refused)
        {
            return refused;
        }

        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = command.Amount.Minor,
            Status = StatusRule.ByAmounts,
            Validity = LoadPolicy.ValidityAfter(settings, merchant.Zone, now),
            Guard = new MovementGuard(now)
            {
                Condition = settings.LoadUsedUp ? CardCondition.UsableOrUsedUp : CardCondition.Usable,
            },
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.Load, now, actor) { Reason = command.Method.ToText() },
                new CardSide(card.Id, command.Amount, new SaleReference { Note = command.Note }),
                PostingRules.SoldAtCounter(card.Id, command.Amount)),
        };
    }

    internal static DomainError? RefuseSale(Money amount, Merchant merchant, GiftCardSettings settings)
    {
        if (amount.Currency != merchant.Currency)
        {
            return new CurrencyMismatch(merchant.Currency);
        }

        if (!merchant.IsOpen || !settings.Enabled)
        {
            return new MerchantNotAccepting();
        }

        return amount.IsPositive && amount.Minor <= settings.MaxMinor
            ? null
            : new AmountOutOfRange(new Money(1, amount.Currency), new Money(settings.MaxMinor, amount.Currency));
    }
}

/// <summary>
/// Whether a card can be loaded and how long it is good for afterwards; the same for every way of paying.
/// </summary>
public static class LoadPolicy
{
    /// <summary>The first reason why nothing can be loaded; null when something can.</summary>
    public static DomainError? Refuse(Card card, GiftCardSettings settings, DateTimeOffset now) => card.Status switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Blocked => new CardBlocked(),
        _ when card.IsFrozen => new CardBlocked(),
        CardStatus.FullyUsed when !settings.LoadUsedUp => new CardFullyUsed(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        _ when card.ExpiresAt <= now => new CardExpired(card.ExpiresAt),
        _ when card.IsInTransfer => new CardInTransfer(),
        _ when !card.AllowMultipleServices && card.Status != CardStatus.Active => new SingleServiceOnly(),
        _ => null,
    };

    /// <summary>The validity counted from the load, where the merchant's settings let a load extend it.</summary>
    public static ValidityChange? ValidityAfter(GiftCardSettings settings, TimeZoneInfo zone, DateTimeOffset now) =>
        settings.TopUpExtends ? new ValidityChange(settings.ExpiryOf(now, zone)) : null;

    /// <summary>The end of the card's validity if it were loaded now; null for never.</summary>
    public static DateTimeOffset? EndAfterLoad(
        Card card, GiftCardSettings settings, TimeZoneInfo zone, DateTimeOffset now) =>
        ValidityAfter(settings, zone, now) switch
        {
            null => card.ExpiresAt,
            { ExpiresAt: null } => null,
            { ExpiresAt: { } end } => card.ExpiresAt is null || card.ExpiresAt >= end ? card.ExpiresAt : end,
        };
}
