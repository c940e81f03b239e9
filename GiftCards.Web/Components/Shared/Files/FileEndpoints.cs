using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Missing = Microsoft.AspNetCore.Http.HttpResults.NotFound;

namespace GiftCards.Web.Components.Shared.Files;

/// <summary>
/// Sends files. Each goes out as what it was found to be, under a policy that lets it do nothing: a picture is only
/// drawn, a document only saved. Whoever may not see one hears that there is none.
/// </summary>
internal static class FileEndpoints
{
    private const string Sandbox = "sandbox; default-src 'none'; frame-ancestors 'none'";
    private const string Small = "small";
    private const int SmallWidth = 480;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static void MapFiles(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/files/{id}", SendAsync).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The address of a file.</summary>
    public static string PathOf(FileId id) => $"/files/{id}";

    /// <summary>The address of a picture as lists show it.</summary>
    public static string SmallPathOf(FileId id) => $"/files/{id}?size={Small}";

    /// <summary>What a browser may choose from, by the width it needs.</summary>
    public static string SourcesOf(FileId id, int width) =>
        string.Create(CultureInfo.InvariantCulture, $"{SmallPathOf(id)} {SmallWidth}w, {PathOf(id)} {width}w");

    private static async Task<Results<FileContentHttpResult, Missing>> SendAsync(
        string id,
        string? size,
        HttpContext context,
        FileQueries files,
        CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<FileId>(id, out var wanted)
            || await files.FindAsync(wanted, cancellationToken) is not { } found)
        {
            return TypedResults.NotFound();
        }

        var actor = await ActorAsync(found, context, cancellationToken);
        var opened = size == Small
            ? await files.OpenSmallAsync(wanted, actor, cancellationToken)
            : await files.OpenAsync(wanted, actor, cancellationToken);
        if (!opened.IsOk)
        {
            return TypedResults.NotFound();
        }

        var (file, bytes) = opened.Value;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Sandbox;
        headers.CacheControl = file.Kind.IsPublic()
            ? $"public, max-age={(int)Kept.TotalSeconds}, immutable"
            : "private, no-store";
        return file.Kind.IsDocument()
            ? TypedResults.File(bytes, file.ContentType, file.Name)
            : TypedResults.File(bytes, opened.Value.ContentType);
    }

    // What everybody may see is nobody's question; for the rest the person counts as on the pages that name the file.
    private static async Task<Actor> ActorAsync(
        StoredFile file, HttpContext context, CancellationToken cancellationToken)
    {
        var nobody = new Actor.Anonymous(VisitorAddress.Of(context));
        if (file.Kind.IsPublic())
        {
            return nobody;
        }

        var current = RequestActor.Of(context);
        if (!file.Kind.IsDocument())
        {
            return await current.BuyerAsync(cancellationToken) is { IsOk: true } person ? person.Value : nobody;
        }

        current.ActingFor = file.MerchantId;
        var staff = await current.StaffAsync(cancellationToken);
        if (staff.IsOk && staff.Value is Actor.Staff member && member.Merchant == file.MerchantId)
        {
            return member;
        }

        var administrator = await current.AdministratorAsync(cancellationToken);
        return administrator.IsOk ? administrator.Value : nobody;
    }
}
