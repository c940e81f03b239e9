using Microsoft.AspNetCore.Authorization;

namespace GiftCards.Web.Security;

/// <summary>
/// Who a page is for, as <c>[Authorize(Policy = …)]</c> says it. Courtesy: what may be done there is decided by the
/// use cases, from the database.
/// </summary>
public static class SignInPolicies
{
    /// <summary>Everybody who is signed in.</summary>
    public const string Buyer = "Buyer";

    /// <summary>People who work for a merchant.</summary>
    public const string Staff = "Staff";

    /// <summary>People who run the platform.</summary>
    public const string Administrator = "Administrator";

    internal static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Buyer, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Staff, policy => policy.RequireClaim(SignInClaims.Merchant));
        options.AddPolicy(Administrator, policy => policy.RequireRole(SignInClaims.AdministratorRole));
    }
}
