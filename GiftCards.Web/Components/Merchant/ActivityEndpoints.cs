using GiftCards.Web.Components.Shared.Audit;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Merchant;

/// <summary>The activity of a merchant as a file. The form makes the framework ask for its antiforgery token.</summary>
internal static class ActivityEndpoints
{
    public static void MapActivity(this IEndpointRouteBuilder routes) =>
        routes.MapPost($"{ActivityPage.Path}/export", ExportAsync)
            .RequireAuthorization(SignInPolicies.Staff)
            .ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(
        HttpContext context, [FromForm] IFormCollection form, CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        return AuditDownload.Of(form, await current.StaffAsync(cancellationToken), ActivityPage.Path);
    }
}
