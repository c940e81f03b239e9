using GiftCards.Web.Components.Admin.Payouts;
using GiftCards.Web.Components.Shared.Audit;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Admin;

/// <summary>
/// What administrators ask for that is no page. A form among the parameters makes the framework ask for its antiforgery
/// token.
/// </summary>
internal static class AdminEndpoints
{
    public static void MapAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{AuditPage.Path}/export", ExportAuditAsync)
            .RequireAuthorization(SignInPolicies.Administrator)
            .ExcludeFromDescription();
        routes.MapBankFiles();
    }

    private static async Task<IResult> ExportAuditAsync(
        HttpContext context, [FromForm] IFormCollection form, CancellationToken cancellationToken) =>
        AuditDownload.Of(
            form, await RequestActor.Of(context).AdministratorAsync(cancellationToken), AuditPage.Path);
}
