using GiftCards.Core.Common;

namespace GiftCards.Web.Security;

/// <summary>
/// Which of several merchants a person acts for, kept in a cookie. It chooses; it does not grant anything.
/// </summary>
internal static class ChosenMerchant
{
    private const string Cookie = "merchant";

    public static MerchantId? Of(HttpContext? context) =>
        PublicId.TryParse<MerchantId>(context?.Request.Cookies[Cookie], out var merchant) ? merchant : null;

    public static void Remember(HttpContext context, MerchantId merchant) =>
        context.Response.Cookies.Append(Cookie, merchant.ToString(), new CookieOptions
        {
            IsEssential = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
        });
}
