using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Shared.Exports;

/// <summary>
/// Gives lists as files, in the merchant's and the administrators' area. A form among the parameters makes the
/// framework ask for its antiforgery token.
/// </summary>
internal static class ExportEndpoints
{
    public const string OfMerchant = "/merchant/exports";
    public const string OfPlatform = "/admin/exports";

    public static void MapExports(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(OfMerchant, TakeOwnAsync)
            .RequireAuthorization(SignInPolicies.Staff)
            .ExcludeFromDescription();
        routes.MapPost(OfPlatform, TakePlatformsAsync)
            .RequireAuthorization(SignInPolicies.Administrator)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> TakeOwnAsync(
        HttpContext context, [FromForm] IFormCollection form, CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        return new ExportDownload(form, await current.StaffAsync(cancellationToken));
    }

    private static async Task<IResult> TakePlatformsAsync(
        HttpContext context, [FromForm] IFormCollection form, CancellationToken cancellationToken) =>
        new ExportDownload(form, await RequestActor.Of(context).AdministratorAsync(cancellationToken));
}
