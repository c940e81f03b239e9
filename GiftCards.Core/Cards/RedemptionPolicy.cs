using GiftCards.Core.Common;

namespace GiftCards.Core.Cards;

/// <summary>
/// Whether and how much a card can be spent, as a pure decision. It words the refusal and works out the amount; the
/// guard of the movement engine repeats it in SQL and is the authority.
/// </summary>
public static class RedemptionPolicy
{
    /// <summary>The status at an instant: validity that has ended counts before the job has written it down.</summary>
    public static CardStatus StatusAt(Card card, DateTimeOffset now) =>
        card.Status is CardStatus.Active or CardStatus.PartiallyUsed
            && card.ExpiresAt <= now ? CardStatus.Expired : card.Status;

    /// <summary>
    /// The first reason why nothing can be spent: cancelled, blocked or frozen, fully used, expired, in transfer,
    /// nothing available. Null when something can.
    /// </summary>
    public static DomainError? RefuseUse(Card card, DateTimeOffset now) =>
        RefuseStanding(card, now) ?? (card.Available.IsPositive ? null : new InsufficientBalance(card.Available));

    /// <summary>The same for value that is held already, so that what is available does not matter.</summary>
    public static DomainError? RefuseState(Card card, DateTimeOffset now) =>
        RefuseStanding(card, now) ?? (IsServed(card) ? new SingleServiceOnly() : null);

    /// <summary>
    /// Why a card, or what is set aside of it, cannot be accepted by another; that it waits for just that is no reason.
    /// </summary>
    public static DomainError? RefuseClaim(Card card, DateTimeOffset now) =>
        RefuseStanding(card, now) is { } refused and not CardInTransfer ? refused : null;

    /// <summary>
    /// How much a redemption takes. With the bill known it is the least of what was asked, what is available and the
    /// bill; without it, what was asked or nothing. Refuses with the first rule that is not met.
    /// </summary>
    public static Result<Money> Apply(Card card, Money asked, Money? purchaseTotal, DateTimeOffset now)
    {
        if (RefuseUse(card, now) is { } unusable)
        {
            return unusable;
        }

        if (asked.Currency != card.Currency || (purchaseTotal is { } total && total.Currency != card.Currency))
        {
            return new CurrencyMismatch(card.Currency);
        }

        if (IsServed(card))
        {
            return new SingleServiceOnly();
        }

        if (card.MinimumPurchaseMinor is { } minimum && (purchaseTotal is null || purchaseTotal.Value.Minor < minimum))
        {
            return new BelowMinimumPurchase(new Money(minimum, card.Currency));
        }

        var applied = purchaseTotal is { } bill ? LeastOf(asked, bill, card.Available) : asked;
        return applied switch
        {
            _ when applied > card.Available => new InsufficientBalance(card.Available),
            _ when !card.AllowPartialUse && applied != card.Available => new PartialUseNotAllowed(card.Available),
            _ => applied,
        };
    }

    /// <summary>What a card pays of a bill: never more than was asked, is available, or is owed.</summary>
    public static Money LeastOf(Money asked, Money bill, Money available) =>
        Money.Min(Money.Min(asked, bill), available);

    private static DomainError? RefuseStanding(Card card, DateTimeOffset now) => StatusAt(card, now) switch
    {
        CardStatus.Cancelled => new CardCancelled(),
        CardStatus.Blocked => new CardBlocked(),
        _ when card.IsFrozen => new CardBlocked(),
        CardStatus.FullyUsed => new CardFullyUsed(),
        CardStatus.Expired => new CardExpired(card.ExpiresAt),
        _ when card.IsInTransfer => new CardInTransfer(),
        CardStatus.Active or CardStatus.PartiallyUsed => null,
        _ => throw new InvalidOperationException($"No rule for status {card.Status}."),
    };

    // A card for one service is at its end once anything was spent.
    private static bool IsServed(Card card) => !card.AllowMultipleServices && card.Status != CardStatus.Active;
}
