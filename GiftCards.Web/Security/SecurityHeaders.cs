using GiftCards.Web.Hosting;

namespace GiftCards.Web.Security;

/// <summary>Response headers that tell browsers what a page of ours may do.</summary>
internal static class SecurityHeaders
{
    private const string Permissions =
        "camera=(self), payment=(), geolocation=(), microphone=(), usb=(), browsing-topics=()";

    // Where a buyer pays in Stripe's form, and nowhere else, its script runs, its frames are shown, and a bank's page
    // may open beside ours (docs.stripe.com/security/guide).
    private const string StripeScripts = " https://js.stripe.com https://*.js.stripe.com";
    private const string StripeFrames =
        "; frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com";

    private const string StripePermissions =
        "camera=(self), payment=(self \"https://js.stripe.com\"), geolocation=(), microphone=(), usb=(), "
        + "browsing-topics=()";

    /// <summary>
    /// Pages that show or take a code or an access token, or who people are: no cache keeps them, no other site hears
    /// their address.
    /// </summary>
    private static readonly string[] CodePages =
    [
        "/gift", "/wallet", "/balance", "/claim", "/orders", "/favourites", "/merchant", "/account", "/admin", "/dev",
        "/notifications", "/mail",
    ];

    public static void UseSecurityHeaders(this IApplicationBuilder app)
    {
        var address = app.ApplicationServices.GetRequiredService<PublicAddress>();
        var form = app.ApplicationServices.GetRequiredService<PaymentForm>();
        app.Use((context, next) =>
        {
            // The exception handler clears the headers that are there, so they are written when the answer starts; by
            // then the path may be that of the page which tells of an error.
            var isSecret = CodePages.Any(page => context.Request.Path.StartsWithSegments(page));
            var pays = form.IsStripes && PaymentForm.IsOn(context.Request.Path);
            context.Response.OnStarting(() =>
            {
                Write(context, address, isSecret, pays);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    /// <summary>The content policy; <paramref name="pays"/> where Stripe's form is on the page.</summary>
    internal static string Policy(string nonce, PublicAddress address, bool pays = false)
    {
        var socket = $"{(address.IsSecure ? "wss" : "ws")}://{address.Authority}";
        var policy = "default-src 'self'; base-uri 'self'; object-src 'none'; "
            + $"frame-ancestors 'none'; form-action 'self'; "
            + $"script-src 'self' 'nonce-{nonce}'{(pays ? StripeScripts : "")}; "
            + $"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{(pays ? " https://*.stripe.com" : "")}; "
            + $"font-src 'self' data:; connect-src 'self' {socket}{(pays ? " https://api.stripe.com" : "")}"
            + (pays ? StripeFrames : "")
            + $"; report-to {ContentReports.Group}; "
            + $"report-uri {ContentReports.Path}";
        return address.IsSecure ? policy + "; upgrade-insecure-requests" : policy;
    }

    private static void Write(HttpContext context, PublicAddress address, bool isSecret, bool pays)
    {
        var headers = context.Response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            // An answer may carry a policy of its own, as the kept mails do; without one it gets the site's.
            headers.ContentSecurityPolicy = Policy(CspNonce.Of(context), address, pays);
            headers["Reporting-Endpoints"] = $"{ContentReports.Group}=\"{ContentReports.Path}\"";
        }

        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = isSecret ? "no-referrer" : "strict-origin-when-cross-origin";
        headers["Cross-Origin-Opener-Policy"] = pays ? "same-origin-allow-popups" : "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = pays ? StripePermissions : Permissions;
        if (isSecret)
        {
            headers.CacheControl = "no-store";
        }
    }
}
