using System.Security.Claims;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Security;

/// <summary>
/// What a session is while support looks at a merchant with it: for its time it is let onto the merchant's pages.
/// </summary>
internal static class SupportEndpoints
{
    public const string StopPath = "/admin/view-as/stop";

    private static readonly string[] Claims = [SignInClaims.Merchant, SignInClaims.Viewing];

    public static void MapSupportViews(this IEndpointRouteBuilder routes) =>
        routes.MapPost(StopPath, StopAsync)
            .RequireAuthorization(SignInPolicies.Administrator)
            .ExcludeFromDescription();

    /// <summary>What the principal of a request may see besides, while a look goes on; null when none does.</summary>
    public static async Task<ClaimsIdentity?> IdentityAsync(HttpContext context, ClaimsPrincipal principal)
    {
        if (!principal.IsInRole(SignInClaims.AdministratorRole)
            || SignInClaims.UserOf(principal) is not { } user || SignInClaims.SessionOf(principal) is not { } session)
        {
            return null;
        }

        var view = await context.RequestServices.GetRequiredService<SupportViews>()
            .FindAsync(user, session, context.RequestAborted);
        return view is null
            ? null
            : new ClaimsIdentity(Claims.Select(type => new Claim(type, view.Merchant.Id.ToString())));
    }

    // A form parameter makes the framework ask for the antiforgery token.
    private static async Task<RedirectHttpResult> StopAsync(
        HttpContext context, SupportViews views, [FromForm] string? returnPath, CancellationToken cancellationToken)
    {
        if (SignInClaims.UserOf(context.User) is { } user && SignInClaims.SessionOf(context.User) is { } session)
        {
            var actor = new Actor.Administrator(user, AdminPermissions.None) { From = VisitorAddress.Of(context) };
            await views.EndAsync(actor, session, cancellationToken);
        }

        return TypedResults.LocalRedirect(LocalPath.OrNull(returnPath) ?? "/admin/businesses");
    }
}
