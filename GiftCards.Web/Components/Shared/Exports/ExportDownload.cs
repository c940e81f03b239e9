using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;
using GiftCards.Web.Security;
using Microsoft.Net.Http.Headers;

namespace GiftCards.Web.Components.Shared.Exports;

/// <summary>Sends a list as a file, or back to the page with the reason why not.</summary>
internal sealed class ExportDownload(IFormCollection form, Result<Actor> actor, string path) : IResult
{
    private const string FilterPrefix = "filter.";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var token = httpContext.RequestAborted;
        var services = httpContext.RequestServices;
        var taken = actor.IsOk
            ? await services.GetRequiredService<TakeListHandler>().HandleAsync(actor.Value, Command(), token)
            : actor.Error;
        if (!taken.IsOk)
        {
            await Results.LocalRedirect(RefusedPath(taken.Error)).ExecuteAsync(httpContext);
            return;
        }

        if (taken.Value.Waiting is not null)
        {
            await Results.LocalRedirect(path).ExecuteAsync(httpContext);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = ExportFiles.ContentTypeOf(taken.Value.Format);
        response.Headers.ContentDisposition =
            new ContentDispositionHeaderValue("attachment") { FileName = taken.Value.FileName }.ToString();
        response.Headers.CacheControl = "no-store";
        await services.GetRequiredService<ExportFiles>()
            .WriteAsync(taken.Value.Table, taken.Value.Format, response.Body, token);
    }

    private TakeList Command() => new(
        form["list"].ToString(),
        EnumText.TryParse<ExportFormat>(form["format"], out var format) ? format : ExportFormat.Csv,
        form.Where(field => field.Key.StartsWith(FilterPrefix, StringComparison.Ordinal))
            .ToDictionary(field => field.Key[FilterPrefix.Length..], field => field.Value.ToString()),
        CultureInfo.CurrentUICulture.Name);

    private string RefusedPath(DomainError error)
    {
        var back = LocalPath.OrHome(form["returnPath"]);
        return error is SignInAgain
            ? QueryText.Of("/account/again", ("returnPath", back))
            : $"{back}{(back.Contains('?', StringComparison.Ordinal) ? '&' : '?')}export-refused={error.Code}";
    }
}
