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
        options.AddPolicy(Staff, policy => Complete(policy.RequireClaim(SignInClaims.Merchant)));
        options.AddPolicy(Administrator, policy => Complete(policy.RequireRole(SignInClaims.AdministratorRole)));
    }

    // Whoever owes a second factor sets it up before anything else; see SessionCookie for where they are led.
    private static void Complete(AuthorizationPolicyBuilder policy) =>
        policy.RequireAssertion(context => !SignInClaims.OwesSecondFactor(context.User));
}
