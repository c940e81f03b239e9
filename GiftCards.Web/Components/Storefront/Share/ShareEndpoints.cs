using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Missing = Microsoft.AspNetCore.Http.HttpResults.NotFound;

namespace GiftCards.Web.Components.Storefront.Share;

/// <summary>The picture that other sites show for a merchant's page.</summary>
internal static class ShareEndpoints
{
    /// <summary>What stands for a page that has no picture of its own.</summary>
    public const string HousePicture = "/img/icon-512.png";

    public static void MapSharePictures(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/m/{slug}/share.png", PictureAsync).ExcludeFromDescription();

    /// <summary>The merchant's own picture: cover, first of the gallery or logo; null for none.</summary>
    public static string? OwnPicture(MerchantProfile profile) =>
        (profile.Merchant.CoverId ?? profile.Gallery.Select(picture => (FileId?)picture.File).FirstOrDefault()
            ?? profile.Merchant.LogoId) is { } file
            ? FileEndpoints.PathOf(file)
            : null;

    private static async Task<Results<PhysicalFileHttpResult, RedirectHttpResult, Missing>> PictureAsync(
        string slug, HttpContext context, CatalogueQueries catalogue, SharePictures pictures)
    {
        if (await catalogue.FindAsync(slug, context.RequestAborted) is not { } profile)
        {
            return TypedResults.NotFound();
        }

        if (await pictures.FileAsync(profile, context.RequestAborted) is not { } file)
        {
            return TypedResults.LocalRedirect(OwnPicture(profile) ?? HousePicture);
        }

        context.Response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.PhysicalFile(file, "image/png");
    }
}
