using GiftCards.Core.Common;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Cards;

/// <summary>Where a sale happens: whoever works at one location only makes sales there, and need not say so.</summary>
internal static class SaleLocation
{
    /// <summary>Null when the location named is the actor's own, or they have none.</summary>
    public static DomainError? Refuse(Actor actor, SaleReference reference) =>
        actor is Actor.Staff { Location: { } own } && reference.Location is { } named
            && !string.Equals(named.Trim(), own, StringComparison.OrdinalIgnoreCase)
                ? new OutsideLocation(own)
                : null;

    /// <summary>The reference with the actor's own location, where they have one.</summary>
    public static SaleReference Of(Actor actor, SaleReference reference) =>
        actor is Actor.Staff { Location: { } own } ? reference with { Location = own } : reference;
}
