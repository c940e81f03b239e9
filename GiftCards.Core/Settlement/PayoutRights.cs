using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>Who may do what with payouts.</summary>
internal static class PayoutRights
{
    /// <summary>Null for people of a merchant who hold the permission; programs never do.</summary>
    public static DomainError? Refuse(Actor actor, Permissions needed, out MerchantId merchant)
    {
        merchant = actor.Scope ?? MerchantId.Nobody;
        return actor is Actor.Staff ? actor.Refuse(needed, merchant) : new Forbidden();
    }

    /// <summary>
    /// Null for an owner who proved a moment ago who they are: where the money goes is theirs alone to say.
    /// </summary>
    public static DomainError? RefuseOwner(Actor actor, DateTimeOffset now, out MerchantId merchant)
    {
        merchant = actor.Scope ?? MerchantId.Nobody;
        return actor is Actor.Staff { Role: StaffRole.Owner }
            ? RecentSignIn.RefuseAnybody(actor, now)
            : new Forbidden();
    }

    /// <summary>Null for an administrator with full rights who proved a moment ago who they are.</summary>
    public static DomainError? RefuseAdministrator(Actor actor, DateTimeOffset now) =>
        RefuseLooking(actor) ?? RecentSignIn.RefuseAdministrator(actor, now);

    /// <summary>Null for an administrator with full rights.</summary>
    public static DomainError? RefuseLooking(Actor actor) =>
        actor is Actor.Administrator admin && admin.Grants.Open(AdminAreas.Payouts) ? null : new Forbidden();
}
