namespace GiftCards.Web.Security;

/// <summary>
/// Open pages ask here whether their session still goes on, so that one that was ended elsewhere shows nothing more
/// within the minute. Marks its endpoint, where asking is no sign of life.
/// </summary>
internal sealed class SessionWatch
{
    public const string Path = "/account/session";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, Answer).WithMetadata(new SessionWatch()).ExcludeFromDescription();

    private static IResult Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(http.User.Identity?.IsAuthenticated == true ? "open" : "ended");
    }
}
