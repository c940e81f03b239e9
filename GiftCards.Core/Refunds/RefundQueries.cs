using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Refunds;

/// <summary>How money goes back.</summary>
public enum RefundMethod
{
    /// <summary>To the card or account that the order was paid with.</summary>
    Payment,

    /// <summary>Over the merchant's counter, where it was taken.</summary>
    Counter,
}

/// <summary>A refund as staff, programs and administrators see it.</summary>
public sealed record RefundView
{
    public required RefundId Id { get; init; }

    public required CardId Card { get; init; }

    /// <summary>The order whose payment it goes back to; null over the counter.</summary>
    public required OrderId? Order { get; init; }

    public required RefundMethod Method { get; init; }

    public required Money Amount { get; init; }

    public required RefundStatus Status { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it succeeded or failed.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Why it failed, in the provider's word.</summary>
    public required string? Failure { get; init; }

    /// <summary>
    /// After a failure, whether the value is on the card again; else the platform keeps it for the payer.
    /// </summary>
    public required bool IsBackOnCard { get; init; }

    /// <summary>Whether the platform gave it for value that was spent.</summary>
    public bool IsGoodwill { get; init; }

    public static RefundView Of(Refund refund) => new()
    {
        Id = refund.Id,
        Card = refund.CardId,
        Order = refund.OrderId,
        Method = refund.OrderId is null ? RefundMethod.Counter : RefundMethod.Payment,
        Amount = refund.Amount,
        Status = refund.Status,
        CreatedAt = refund.CreatedAt,
        ClosedAt = refund.ClosedAt,
        Failure = refund.Failure,
        IsBackOnCard = refund.IsBackOnCard,
        IsGoodwill = refund.IsGoodwill,
    };

    /// <summary>The refund as it was when it was asked for, which is what a repeated call is told again.</summary>
    internal static RefundView AtFirst(Refund refund) => refund.OrderId is null
        ? Of(refund)
        : Of(refund) with { Status = RefundStatus.Pending, ClosedAt = null, Failure = null, IsBackOnCard = false };
}

/// <summary>What a card's payers could get back at this moment.</summary>
/// <param name="Whole">
/// With the end of the card: all that was paid and is unspent, holds included. Nothing when no refund is possible.
/// </param>
/// <param name="ToPayments">What of that goes back through the provider.</param>
/// <param name="OverCounter">What of that the merchant hands out itself.</param>
/// <param name="WrittenOff">What would be left then, which nobody paid for.</param>
/// <param name="MostInPart">The most that can be given back while the card lives on.</param>
public sealed record RefundOffer(Money Whole, Money ToPayments, Money OverCounter, Money WrittenOff, Money MostInPart);

/// <summary>What can be refunded, and what became of refunds.</summary>
public sealed class RefundQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>More than this no card's list shows.</summary>
    public const int MaxOfCard = 100;

    /// <summary>
    /// What could be refunded of a card now. Errors: those of a refund by the card's state, <c>not_found</c>,
    /// <c>forbidden</c>.
    /// </summary>
    public async Task<Result<RefundOffer>> OfferAsync(Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (Refuse(actor, Permissions.CardsManage) is { } forbidden)
        {
            return forbidden;
        }

        await using var context = database.OpenFor(actor);
        var found = await CardOperations.FindAsync(context, id, cancellationToken);
        if ((found.Error ?? RefundRules.Refuse(found.Value, time.GetInstant())) is { } refused)
        {
            return refused;
        }

        var card = found.Value;
        var charges = await Charge.OfAsync(context, card, cancellationToken);
        var whole = RefundPlan.Of(charges, card.Balance, returnsCommission: false);
        var counter = whole.Parts.Where(part => part.Charge.Order is null)
            .Aggregate(Money.Zero(card.Currency), (sum, part) => sum + part.Amount);
        return new RefundOffer(
            whole.Total,
            whole.Total - counter,
            counter,
            card.Balance - whole.Total,
            card.IsInTransfer
                ? Money.Zero(card.Currency)
                : RefundPlan.Of(charges, card.Available, returnsCommission: false).Total);
    }

    /// <summary>The refunds of a card, newest first. Errors: <c>not_found</c>, <c>forbidden</c>.</summary>
    public async Task<Result<IReadOnlyList<RefundView>>> ListForCardAsync(
        Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (Refuse(actor, Permissions.CardsRead) is { } forbidden)
        {
            return forbidden;
        }

        await using var context = database.OpenFor(actor);
        var found = await CardOperations.FindAsync(context, id, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var rows = await context.Refunds.AsNoTracking()
            .Where(refund => refund.CardId == id)
            .OrderByDescending(refund => refund.Id)
            .Take(MaxOfCard)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(RefundView.Of);
    }

    private static DomainError? Refuse(Actor actor, Permissions needed) => actor.CardsOf is { } merchant
        ? actor.Refuse(needed, merchant)
        : new Forbidden();
}
