using System.Net.Mime;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Settlement;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Admin.Payouts;

/// <summary>
/// Gives administrators the files for the bank. The form makes the framework ask for its antiforgery token.
/// </summary>
internal static class BankFileEndpoints
{
    public static void MapBankFiles(this IEndpointRouteBuilder routes) =>
        routes.MapPost($"{BankFilesPage.Path}/download", TakeAsync)
            .RequireAuthorization(SignInPolicies.Administrator)
            .ExcludeFromDescription();

    private static async Task<IResult> TakeAsync(
        HttpContext context,
        [FromForm] IFormCollection form,
        [FromServices] TakeBankFileHandler take,
        CancellationToken cancellationToken)
    {
        var actor = await RequestActor.Of(context).AdministratorAsync(cancellationToken);
        _ = PublicId.TryParse<BankFileId>(form["file"], out var id);
        var file = actor.IsOk ? await take.HandleAsync(actor.Value, id, cancellationToken) : actor.Error;
        context.Response.Headers.CacheControl = "no-store";
        return file switch
        {
            { IsOk: true } => Results.File(
                Encoding.UTF8.GetBytes(file.Value.Content), MediaTypeNames.Application.Xml, file.Value.Name),
            { Error: SignInAgain } => Results.LocalRedirect(
                QueryText.Of("/account/again", ("returnPath", BankFilesPage.Path))),
            { Error: Forbidden } => Results.Forbid(),
            _ => Results.LocalRedirect(BankFilesPage.Path),
        };
    }
}
