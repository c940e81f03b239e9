using GiftCards.Web.Hosting;

namespace GiftCards.Web.Security;

/// <summary>
/// Browsers let any site open a WebSocket to ours and send our cookies along; only the Origin header tells who asks.
/// </summary>
internal static class CircuitOrigin
{
    public static void UseCircuitOriginCheck(this IApplicationBuilder app)
    {
        var address = app.ApplicationServices.GetRequiredService<PublicAddress>();
        app.Use((context, next) =>
        {
            if (!context.Request.Path.StartsWithSegments("/_blazor") || IsOurs(context.Request, address))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// No Origin means no browser, or a same-origin request of an old one; then no foreign page can be behind it.
    /// </summary>
    internal static bool IsOurs(HttpRequest request, PublicAddress address) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || string.Equals(origin, address.Origin, StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
