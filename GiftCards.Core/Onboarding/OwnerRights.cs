using GiftCards.Core.Common;

namespace GiftCards.Core.Onboarding;

/// <summary>Who may set a business up: a person who may change the settings of the one that they act for.</summary>
internal static class OwnerRights
{
    /// <summary>Null when the actor may. Errors: <c>forbidden</c>.</summary>
    public static DomainError? Refuse(Actor actor, out MerchantId merchant)
    {
        merchant = actor.Scope ?? MerchantId.Nobody;
        return actor is Actor.Staff ? actor.Refuse(Permissions.SettingsWrite, merchant) : new Forbidden();
    }
}
