using System.Security.Claims;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Storefront.Gift;

/// <summary>Who opens a gift or asks for a certificate: the signed-in person, or a guest.</summary>
internal static class GiftVisitor
{
    public static Actor Of(HttpContext context) =>
        PublicId.TryParse<UserId>(context.User.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
            ? new Actor.Buyer(user)
            : new Actor.Anonymous(context.Connection.RemoteIpAddress?.ToString() ?? "");
}
