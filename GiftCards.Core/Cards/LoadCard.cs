using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;

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
        var (merchant, settings) = await context.CardReads.IssuerAsync(context, card.MerchantId, cancellationToken);
        if ((RefuseSale(command.Amount, merchant, settings) ?? LoadPolicy.Refuse(card, settings, now)) is { } refused)
        {
            return refused;
        }

        var entry = JournalEntry.ForCard(
            new EntryDraft(card.MerchantId, EntryType.Load, now, actor) { Reason = command.Method.ToText() },
            new CardSide(card.Id, command.Amount, new SaleReference { Note = command.Note }),
            PostingRules.SoldAtCounter(card.Id, command.Amount));
        return LoadPolicy.Load(card.Id, command.Amount, settings, merchant.Zone, entry);
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
