using GiftCards.Core.Common;

namespace GiftCards.Core.Reporting;

/// <summary>Who may look at the figures of the whole platform.</summary>
internal static class AdminRights
{
    /// <summary>Null for administrators who hold one of the permissions; full rights hold them all.</summary>
    public static DomainError? Refuse(Actor actor, AdminPermissions oneOf) => actor switch
    {
        Actor.Administrator admin when admin.Grants.Open(oneOf) => null,
        _ => new Forbidden(),
    };
}
