using System.Security.Claims;

namespace GiftCards.Web.Components.Layout;

/// <summary>Which parts of the navigation a person sees. Courtesy only: every use case checks rights itself.</summary>
internal static class Audience
{
    public const string AdministratorRole = "Administrator";
    public const string StaffClaim = "merchant";

    public static bool IsSignedIn(ClaimsPrincipal? user) => user?.Identity?.IsAuthenticated == true;

    public static bool IsStaff(ClaimsPrincipal? user) => user?.HasClaim(c => c.Type == StaffClaim) == true;

    public static bool IsAdministrator(ClaimsPrincipal? user) => user?.IsInRole(AdministratorRole) == true;
}
