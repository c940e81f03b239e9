using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Access;

/// <summary>What the audit trail is told when somebody changes how they, or another, get in.</summary>
internal static class SecurityEvents
{
    /// <summary>Something the actor did to their own account.</summary>
    public static void Record(GiftCardsDbContext context, Actor actor, string action, DateTimeOffset now) =>
        Record(context, actor, action, actor.Person!.Value, now);

    /// <summary>Something the actor did to this person's account.</summary>
    public static void Record(
        GiftCardsDbContext context,
        Actor actor,
        string action,
        UserId user,
        DateTimeOffset now,
        object? after = null) => context.Record(
            actor,
            new AuditNote(action, MerchantId.Platform, AuditTargets.User, user.ToString()) { After = after },
            now);
}
