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
        routes.MapPost(OfMerchant + "/take", TakeOwnAsync)
            .RequireAuthorization(SignInPolicies.Staff)
            .ExcludeFromDescription();
        routes.MapPost(OfPlatform + "/take", TakePlatformsAsync)
            .RequireAuthorization(SignInPolicies.Administrator)
            .ExcludeFromDescription();
        routes.MapGet(OfMerchant + "/{id}", OpenOwnAsync)
            .RequireAuthorization(SignInPolicies.Staff)
            .ExcludeFromDescription();
        routes.MapGet(OfPlatform + "/{id}", OpenPlatformsAsync)
            .RequireAuthorization(SignInPolicies.Administrator)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> TakeOwnAsync(
        HttpContext context, [FromForm] IFormCollection form, CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        return new ExportDownload(form, await current.StaffAsync(cancellationToken), OfMerchant);
    }

    private static async Task<IResult> TakePlatformsAsync(
        HttpContext context, [FromForm] IFormCollection form, CancellationToken cancellationToken) =>
        new ExportDownload(
            form, await RequestActor.Of(context).AdministratorAsync(cancellationToken), OfPlatform);

    private static async Task<IResult> OpenOwnAsync(
        string id, HttpContext context, ListExportQueries exports, CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        return await OpenAsync(id, await current.StaffAsync(cancellationToken), exports, cancellationToken);
    }

    private static async Task<IResult> OpenPlatformsAsync(
        string id, HttpContext context, ListExportQueries exports, CancellationToken cancellationToken) =>
        await OpenAsync(
            id, await RequestActor.Of(context).AdministratorAsync(cancellationToken), exports, cancellationToken);

    // Whoever may not have a file hears that there is none.
    private static async Task<IResult> OpenAsync(
        string id, Result<Actor> actor, ListExportQueries exports, CancellationToken cancellationToken)
    {
        if (!actor.IsOk || !PublicId.TryParse<ExportId>(id, out var export))
        {
            return Results.NotFound();
        }

        var opened = await exports.OpenAsync(actor.Value, export, cancellationToken);
        return opened.IsOk
            ? Results.File(opened.Value.Bytes, opened.Value.ContentType, opened.Value.Name)
            : Results.NotFound();
    }
}
