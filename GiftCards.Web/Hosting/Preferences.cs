using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Hosting;

/// <summary>Language and theme: kept in cookies of their own, so that they work before anybody signs in.</summary>
internal static class Preferences
{
    public const string LanguageCookie = "language";
    public const string ThemeCookie = "theme";

    /// <summary>The chosen theme, <c>light</c> or <c>dark</c>; null follows the system.</summary>
    public static string? ThemeOf(HttpContext context) =>
        context.Request.Cookies[ThemeCookie] is "light" or "dark" ? context.Request.Cookies[ThemeCookie] : null;

    public static void MapPreferences(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/preferences", Change).ExcludeFromDescription();

    private static RedirectHttpResult Change(
        HttpContext context,
        PublicAddress address,
        [FromForm] string? language,
        [FromForm] string? theme,
        [FromForm] string? returnPath)
    {
        var cookie = new CookieOptions
        {
            IsEssential = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = address.IsSecure,
            MaxAge = TimeSpan.FromDays(365),
        };
        if (language is not null && Languages.Names.ContainsKey(language))
        {
            context.Response.Cookies.Append(LanguageCookie, language, cookie);
        }

        if (theme is "light" or "dark")
        {
            context.Response.Cookies.Append(ThemeCookie, theme, cookie);
        }
        else if (theme is "system")
        {
            context.Response.Cookies.Delete(ThemeCookie, cookie);
        }

        return TypedResults.LocalRedirect(LocalPath.OrHome(returnPath));
    }
}
