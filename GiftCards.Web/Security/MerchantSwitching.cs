using GiftCards.Core.Access;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Security;

/// <summary>Lets a person who works for several merchants say which one they act for.</summary>
internal static class MerchantSwitching
{
    public const string Path = "/merchant/switch";

    public static void MapMerchantSwitch(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, SwitchAsync).RequireAuthorization().ExcludeFromDescription();

    // Another's merchant, or nonsense, changes nothing: the choice is no right, and looks the same in every case.
    private static async Task<RedirectHttpResult> SwitchAsync(
        HttpContext http,
        ActorResolver resolver,
        [FromForm] string? merchant,
        [FromForm] string? returnPath,
        CancellationToken cancellationToken)
    {
        if (SignInClaims.UserOf(http.User) is { } user
            && PublicId.TryParse<MerchantId>(merchant, out var chosen)
            && (await resolver.MembershipsAsync(user, cancellationToken)).Any(one => one.Merchant.Id == chosen))
        {
            ChosenMerchant.Remember(http, chosen);
        }

        return TypedResults.LocalRedirect(LocalPath.OrNull(returnPath) ?? "/merchant");
    }
}
