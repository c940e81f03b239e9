using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>Give a payer money back for value that was spent, at the platform's own cost.</summary>
/// <param name="Card">The card.</param>
/// <param name="Amount">How much, of what was paid through the platform and is on the card no longer.</param>
/// <param name="Reason">Why, for the journal.</param>
public sealed record RefundGoodwill(CardId Card, Money Amount, string Reason);

/// <summary>What could be given back beyond what is unspent.</summary>
/// <param name="Last4">The last four of the card's code.</param>
/// <param name="Merchant">Whose card it is.</param>
/// <param name="Balance">What is on the card, which an ordinary refund gives back.</param>
/// <param name="Most">The most that goodwill may be.</param>
public sealed record GoodwillOffer(string Last4, MerchantSummary Merchant, Money Balance, Money Most);

/// <summary>
/// The one way to give back more than is unspent: an administrator with full rights decides it, right after proving who
/// they are, and says why. The merchant keeps what it earned and the card what is on it; the platform pays. Never more
/// than was paid and has not gone back, less what an ordinary refund would still give. Errors: <c>forbidden</c>,
/// <c>sign_in_again</c>, <c>invalid_request</c>, <c>not_found</c>, <c>currency_mismatch</c>,
/// <c>amount_out_of_range</c>, <c>refund_exceeds_unspent</c>, <c>card_blocked</c> while a dispute freezes the card,
/// <c>conflict</c> when the card changed meanwhile or the form was sent before, <c>unavailable</c>.
/// </summary>
public sealed class RefundGoodwillHandler(
    GiftCardsDatabase database, ReadOnlyMode readOnly, OutboxSignal outbox, TimeProvider time)
{
    /// <summary>What could be given. Errors: <c>forbidden</c>, <c>not_found</c>, <c>card_blocked</c>.</summary>
    public async Task<Result<GoodwillOffer>> OfferAsync(
        Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card.
        var found = await CardOperations.FindAsync(context, id, cancellationToken);
        if ((found.Error ?? RefuseFrozen(found.Value)) is { } gone)
        {
            return gone;
        }

        var card = found.Value;
        var merchant = await context.Merchants.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == card.MerchantId, cancellationToken);
        var charges = await ChargesAsync(context, card, cancellationToken);
        return new GoodwillOffer(card.Last4, MerchantSummary.OrPlatform(merchant), card.Balance, MostOf(charges, card));
    }

    public async Task<Result<IReadOnlyList<RefundView>>> HandleAsync(
        Actor actor, RefundGoodwill command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var key = IdempotencyKey.Create(actor, "refund_goodwill", idempotencyKey, command);
        if ((Refuse(actor)
            ?? RecentSignIn.RefuseAdministrator(actor, now)
            ?? key.Error
            ?? TextRules.RefuseReason(command.Reason)
            ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card.
        var found = await CardOperations.FindAsync(context, command.Card, cancellationToken);
        if ((found.Error ?? RefuseFrozen(found.Value)) is { } gone)
        {
            return gone;
        }

        var card = found.Value;
        if (command.Amount.Currency != card.Currency)
        {
            return new CurrencyMismatch(card.Currency);
        }

        var charges = await ChargesAsync(context, card, cancellationToken);
        var most = MostOf(charges, card);
        if (command.Amount <= most && AmountLimits.Refuse(command.Amount) is not null)
        {
            return OutOfRange(most); // What can be given says more than the limits of all amounts.
        }

        var plan = RefundPlan.Of(charges, command.Amount, returnsCommission: false);
        if (Refuse(command.Amount, plan, most) is { } tooMuch)
        {
            return tooMuch;
        }

        return await WriteAsync(context, actor, command, card, plan, key.Value, now);
    }

    private async Task<Result<IReadOnlyList<RefundView>>> WriteAsync(
        GiftCardsDbContext context,
        Actor actor,
        RefundGoodwill command,
        Card card,
        RefundPlan plan,
        IdempotencyKey key,
        DateTimeOffset now)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);

        // Every charge and refund of a card changes its version; so what was read above is still so.
        var guarded = await context.Cards
            .Where(row => row.MerchantId == card.MerchantId && row.Id == card.Id && row.Version == card.Version)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Version, row => row.Version + 1), CancellationToken.None);
        if (guarded == 0)
        {
            return new Conflict();
        }

        var entry = JournalEntry.ForCards(
            new EntryDraft(card.MerchantId, EntryType.RefundGoodwill, now, actor)
            {
                Order = plan.Order,
                Reason = command.Reason.Trim(),
            },
            [],
            PostingRules.GoodwillRefunded(plan.Total));
        var rows = plan.Rows(entry, card.Id, isGoodwill: true);
        context.JournalEntries.Add(entry);
        context.AddRange(rows);
        context.IdempotencyRecords.Add(IdempotencyRecord.Of(key, entry.Id.Value, now));
        context.Record(
            actor,
            new AuditNote(
                AuditActions.GoodwillRefunded, card.MerchantId, AuditTargets.Card, card.Id.ToString())
            {
                After = new { Amount = plan.Total, Refunds = rows.OfType<Refund>().Select(row => row.Id.ToString()) },
            },
            now);
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return new Conflict(); // The form was sent before; it paid once.
        }

        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return rows.OfType<Refund>().Select(RefundView.Of).ToList();
    }

    private static DomainError? Refuse(Actor actor) => AdminRights.Refuse(actor, AdminAreas.Goodwill);

    private static CardBlocked? RefuseFrozen(Card card) => card.IsFrozen ? new CardBlocked() : null;

    // What was taken at a counter is the merchant's to give back.
    private static async Task<IReadOnlyList<Charge>> ChargesAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken) =>
        [.. (await Charge.OfAsync(context, card, cancellationToken)).Where(charge => charge.Order is not null)];

    private static Money MostOf(IReadOnlyList<Charge> charges, Card card)
    {
        var all = RefundPlan.Of(charges, charges.Aggregate(
            Money.Zero(card.Currency), (sum, charge) => sum + charge.Left), returnsCommission: false).Total;
        var rest = all - Money.Min(all, card.Balance);
        return rest - new Money(rest.Minor % card.Currency.SmallestStep, card.Currency);
    }

    private static DomainError? Refuse(Money asked, RefundPlan plan, Money most) => asked switch
    {
        _ when asked > most => new RefundExceedsUnspent(most),
        _ when plan.Total != asked => OutOfRange(most),
        _ => null,
    };

    private static AmountOutOfRange OutOfRange(Money most) =>
        new(new Money(most.Currency.SmallestStep, most.Currency), most);
}
