using GiftCards.Core.Access;
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
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static void MapFiles(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/files/{id}", SendAsync).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The address of a file.</summary>
    public static string PathOf(FileId id) => $"/files/{id}";

    private static async Task<Results<FileContentHttpResult, Missing>> SendAsync(
        string id, HttpContext context, FileQueries files, ActorResolver actors, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<FileId>(id, out var wanted)
            || await files.OwnerOfAsync(wanted, cancellationToken) is not { } owner)
        {
            return TypedResults.NotFound();
        }

        var opened = await OpenAsync(wanted, owner, context, files, actors, cancellationToken);
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
            : TypedResults.File(bytes, file.ContentType);
    }

    private static async Task<Result<OpenedFile>> OpenAsync(
        FileId id,
        MerchantId owner,
        HttpContext context,
        FileQueries files,
        ActorResolver actors,
        CancellationToken cancellationToken)
    {
        if (SignInClaims.UserOf(context.User) is not { } user)
        {
            return await files.OpenAsync(id, new Actor.Anonymous(VisitorAddress.Of(context)), cancellationToken);
        }

        var actor = owner.IsPlatform
            ? new Actor.Buyer(user)
            : await actors.ForUserAsync(user, owner, cancellationToken);
        return await files.OpenAsync(id, actor.IsOk ? actor.Value : new Actor.Buyer(user), cancellationToken);
    }
}
