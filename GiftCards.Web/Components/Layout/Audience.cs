using System.Security.Claims;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Layout;

/// <summary>Which parts of the navigation a person sees. Courtesy only: every use case checks rights itself.</summary>
internal static class Audience
{
    public static bool IsSignedIn(ClaimsPrincipal? user) => user?.Identity?.IsAuthenticated == true;

    public static bool IsStaff(ClaimsPrincipal? user) => user?.HasClaim(c => c.Type == SignInClaims.Merchant) == true;

    public static bool IsAdministrator(ClaimsPrincipal? user) => user?.IsInRole(SignInClaims.AdministratorRole) == true;
}
