using GiftCards.Core.Common;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Hosting;

/// <summary>
/// Language, theme and the currency that prices are shown in besides: kept in cookies of their own, so that they work
/// before anybody signs in.
/// </summary>
internal static class Preferences
{
    public const string LanguageCookie = "language";
    public const string ThemeCookie = "theme";

    /// <summary>The chosen theme, <c>light</c> or <c>dark</c>; null follows the system.</summary>
    public static string? ThemeOf(HttpContext context) =>
        SiteCookie.Read(context, ThemeCookie) is "light" or "dark" ? SiteCookie.Read(context, ThemeCookie) : null;

    public static void MapPreferences(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/preferences", Change).ExcludeFromDescription();

    private static RedirectHttpResult Change(
        HttpContext context,
        [FromForm] string? language,
        [FromForm] string? theme,
        [FromForm] string? currency,
        [FromForm] string? returnPath)
    {
        if (language is not null && Languages.Names.ContainsKey(language))
        {
            SiteCookie.Write(context, LanguageCookie, language);
        }

        if (theme is "light" or "dark")
        {
            SiteCookie.Write(context, ThemeCookie, theme);
        }
        else if (theme is "system")
        {
            SiteCookie.Write(context, ThemeCookie, null);
        }

        if (currency is not null)
        {
            SiteCookie.Write(
                context, ShownCurrency.Cookie, Currency.TryParse(currency, out var wanted) ? wanted.Code : null);
        }

        return TypedResults.LocalRedirect(LocalPath.OrHome(returnPath));
    }
}
