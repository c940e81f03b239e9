using GiftCards.Web.Hosting;

namespace GiftCards.Web.Security;

/// <summary>Small choices that a browser remembers for us; no script reads them and no other site sets them.</summary>
internal static class SiteCookie
{
    /// <summary>The value; null where it was never chosen.</summary>
    public static string? Read(HttpContext context, string name) =>
        context.Request.Cookies[NameOf(context, name)];

    /// <summary>Keeps a choice for a year, or as long as is said; null forgets it.</summary>
    public static void Write(HttpContext context, string name, string? value, TimeSpan? age = null)
    {
        var options = new CookieOptions
        {
            IsEssential = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            Secure = IsSecure(context),
            MaxAge = age ?? TimeSpan.FromDays(365),
        };
        if (value is null)
        {
            context.Response.Cookies.Delete(NameOf(context, name), options);
        }
        else
        {
            context.Response.Cookies.Append(NameOf(context, name), value, options);
        }
    }

    /// <summary>With the prefix that keeps other hosts of the domain from setting it, where there is https.</summary>
    public static string NameOf(HttpContext context, string name) => IsSecure(context) ? $"__Host-{name}" : name;

    private static bool IsSecure(HttpContext context) =>
        context.RequestServices?.GetService<PublicAddress>() is { IsSecure: true };
}
