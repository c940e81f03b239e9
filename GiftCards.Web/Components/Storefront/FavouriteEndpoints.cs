using GiftCards.Core.Favourites;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Components.Storefront;

/// <summary>
/// The heart. A guest is asked to sign in first, and what they meant is done then: it waits in a cookie that only this
/// form writes, so that no link of another site can keep anything for anybody.
/// </summary>
internal static class FavouriteEndpoints
{
    private const string Meant = "favourite";
    private const string Pending = "/favourites/pending";
    private const int MaxSlug = 100;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public static void MapFavourites(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/favourites", ChangeAsync).ExcludeFromDescription();
        routes.MapGet(Pending, FinishAsync).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<RedirectHttpResult> ChangeAsync(
        HttpContext context,
        [FromForm] string? slug,
        [FromForm] string? returnPath,
        SetFavouriteHandler favourites,
        CancellationToken cancellationToken,
        [FromForm] bool keep = false)
    {
        var actor = await RequestActor.Of(context).BuyerAsync(cancellationToken);
        if (actor.IsOk)
        {
            await favourites.HandleAsync(actor.Value, new SetFavourite(slug ?? "", keep), cancellationToken);
            return TypedResults.LocalRedirect(LocalPath.OrHome(returnPath));
        }

        if (slug is { Length: > 0 and <= MaxSlug })
        {
            context.Response.Cookies.Append(NameOf(context), slug, OptionsOf(context));
        }

        return TypedResults.LocalRedirect($"/account/sign-in?returnPath={Uri.EscapeDataString(Pending)}");
    }

    private static async Task<RedirectHttpResult> FinishAsync(
        HttpContext context, SetFavouriteHandler favourites, CancellationToken cancellationToken)
    {
        var slug = context.Request.Cookies[NameOf(context)];
        context.Response.Cookies.Delete(NameOf(context), OptionsOf(context));
        var actor = await RequestActor.Of(context).BuyerAsync(cancellationToken);
        if (actor.IsOk && slug is { Length: > 0 and <= MaxSlug })
        {
            await favourites.HandleAsync(actor.Value, new SetFavourite(slug, true), cancellationToken);
        }

        return TypedResults.LocalRedirect("/favourites");
    }

    private static string NameOf(HttpContext context) => SiteCookie.NameOf(context, Meant);

    private static CookieOptions OptionsOf(HttpContext context) => new()
    {
        IsEssential = true,
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Secure = context.Request.IsHttps || SiteCookie.NameOf(context, Meant) != Meant,
        MaxAge = Kept,
    };
}
