using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Web.Security;
using Microsoft.Net.Http.Headers;

namespace GiftCards.Web.Components.Shared.Audit;

/// <summary>Sends what a search of the audit trail finds, as a file that is written while it is read.</summary>
internal sealed class AuditDownload(AuditQuery query, AuditFormat format, Result<Actor> actor, string page) : IResult
{
    /// <summary>The download that a form asks for.</summary>
    public static AuditDownload Of(IFormCollection form, Result<Actor> actor, string page) => new(
        AuditQuery.Of(form),
        form["format"] == "csv" ? AuditFormat.Csv : AuditFormat.JsonLines,
        actor,
        page);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var token = httpContext.RequestAborted;
        var export = actor.IsOk
            ? await httpContext.RequestServices.GetRequiredService<ExportAuditHandler>()
                .HandleAsync(actor.Value, new ExportAudit(query.Filter, format), token)
            : actor.Error;
        if (export.Error is SignInAgain)
        {
            var back = query.Href(page);
            await Results.LocalRedirect(QueryText.Of("/account/again", ("returnPath", back)))
                .ExecuteAsync(httpContext);
            return;
        }

        if (!export.IsOk)
        {
            await Results.LocalRedirect(QueryText.Of(page, [.. query.Parts(), ("refused", export.Error.Code)]))
                .ExecuteAsync(httpContext);
            return;
        }

        var response = httpContext.Response;
        response.ContentType = format == AuditFormat.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = format == AuditFormat.Csv ? "audit.csv" : "audit.jsonl",
        }.ToString();
        response.Headers.CacheControl = "no-store";
        await foreach (var line in export.Value.Lines.WithCancellation(token))
        {
            await response.WriteAsync(line, token);
        }
    }
}
