using System.Security.Claims;
using GiftCards.Core.Common;

namespace GiftCards.Web.Security;

/// <summary>
/// What the cookie says about a signed-in person: who, by which session, and which pages concern them.
/// </summary>
internal static class SignInClaims
{
    public const string Session = "session";
    public const string Merchant = "merchant";

    /// <summary>The merchant whose pages support looks at with this session; never part of the cookie.</summary>
    public const string Viewing = "viewing";

    /// <summary>The person may do more than they may without a second factor, and signed in without one.</summary>
    public const string SecondFactorDue = "second-factor-due";

    /// <summary>
    /// Where this very request, or the circuit that began with it, comes from; never part of the cookie.
    /// </summary>
    public const string Address = "address";

    public const string AdministratorRole = "Administrator";

    public static bool IsViewing(ClaimsPrincipal? principal) =>
        principal?.HasClaim(claim => claim.Type == Viewing) == true;

    public static bool OwesSecondFactor(ClaimsPrincipal? principal) =>
        principal?.HasClaim(claim => claim.Type == SecondFactorDue) == true;

    public static UserId? UserOf(ClaimsPrincipal? principal) =>
        PublicId.TryParse<UserId>(principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var user) ? user : null;

    public static string? AddressOf(ClaimsPrincipal? principal) => principal?.FindFirstValue(Address);

    public static SessionId? SessionOf(ClaimsPrincipal? principal) =>
        PublicId.TryParse<SessionId>(principal?.FindFirstValue(Session), out var session) ? session : null;
}
