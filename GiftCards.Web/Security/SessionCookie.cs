using System.Security.Claims;
using GiftCards.Core.Access;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.StaticAssets;

namespace GiftCards.Web.Security;

/// <summary>How the sign-in cookie looks, and the question asked of the database before it is believed.</summary>
internal static class SessionCookie
{
    public const string SignInPath = "/account/sign-in";
    public const string SecurityPath = "/account/security";

    /// <summary>The page on which the person proves once more who they are, and then goes on to the other.</summary>
    public static string AgainFor(string path) => $"/account/again?returnPath={Uri.EscapeDataString(path)}";


    public static void Configure(CookieAuthenticationOptions options, PublicAddress address)
    {
        options.Cookie.Name = address.IsSecure ? "__Host-session" : "session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.Path = "/";
        options.Cookie.IsEssential = true;
        options.Cookie.SecurePolicy = address.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SessionLifetimes.Of(SessionKind.Remembered);
        options.SlidingExpiration = false; // The session's row says when it ends.
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = "returnPath";
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToReturnUrl = _ => Task.CompletedTask; // Where to go is said by who signs in or out.
        options.Events.OnRedirectToAccessDenied = Refuse;
    }

    // Who owes a second factor is led to where it is set up, and back.
    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (SignInClaims.OwesSecondFactor(context.HttpContext.User) && HttpMethods.IsGet(context.Request.Method))
        {
            var target = context.Request.Path + context.Request.QueryString;
            context.Response.Redirect($"{SecurityPath}?returnPath={Uri.EscapeDataString(target)}");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }

        return Task.CompletedTask;
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        // Style sheets and scripts are for everybody; they need not cost a look into the database.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
        {
            return;
        }

        // A page that only asks whether it is still signed in is no sign of life.
        var isActive = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<SessionWatch>() is null;
        var sessions = context.HttpContext.RequestServices.GetRequiredService<BrowserSessions>();
        if (SignInClaims.SessionOf(context.Principal) is not { } session
            || !await sessions.ContinuesAsync(session, isActive, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            return;
        }

        // A circuit has no request to ask; it keeps the principal of the one that it began with.
        context.Principal!.AddIdentity(
            new ClaimsIdentity([new Claim(SignInClaims.Address, VisitorAddress.Of(context.HttpContext))]));
        if (await SupportEndpoints.IdentityAsync(context.HttpContext, context.Principal) is { } viewing)
        {
            context.Principal.AddIdentity(viewing);
        }
    }
}
