using GiftCards.Core.Common;

namespace GiftCards.Web.Security;

/// <summary>
/// Which of several merchants a person acts for, kept in a cookie. It chooses; it does not grant anything.
/// </summary>
internal static class ChosenMerchant
{
    private const string Cookie = "merchant";

    public static MerchantId? Of(HttpContext? context) =>
        context is not null && PublicId.TryParse<MerchantId>(SiteCookie.Read(context, Cookie), out var merchant)
            ? merchant
            : null;

    public static void Remember(HttpContext context, MerchantId merchant) =>
        SiteCookie.Write(context, Cookie, merchant.ToString());
}
