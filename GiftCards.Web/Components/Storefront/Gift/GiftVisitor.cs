using GiftCards.Core.Common;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Storefront.Gift;

/// <summary>Who opens a gift or asks for a certificate: the signed-in person, or a guest.</summary>
internal static class GiftVisitor
{
    public static Actor Of(HttpContext context) =>
        SignInClaims.UserOf(context.User) is { } user
            ? new Actor.Buyer(user)
            : new Actor.Anonymous(VisitorAddress.Of(context));
}
