using GiftCards.Core.Files;

namespace GiftCards.Web.Components.Shared.Files;

/// <summary>Takes a file out of a form that was posted.</summary>
internal static class FormFiles
{
    /// <summary>The file of a field, with the small one that the script made of it; null where there is none.</summary>
    public static IncomingFile? Of(HttpContext context, string field) =>
        One(context, field) is { } file ? file with { Small = One(context, $"{field}Small") } : null;

    private static IncomingFile? One(HttpContext context, string field) =>
        context.Request.HasFormContentType && context.Request.Form.Files[field] is { Length: > 0 } file
            ? new IncomingFile(file.OpenReadStream(), file.FileName)
            : null;
}
