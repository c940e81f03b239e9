using GiftCards.Core.Access;
using GiftCards.Web.Components.Merchant.Start;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace GiftCards.Web.Security;

/// <summary>Signing in to the pages: the cookie, policies, and the way out.</summary>
internal static class AccountRegistration
{
    public static void AddGiftCardsAccounts(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication(BrowserSignIn.Scheme).AddCookie(BrowserSignIn.Scheme);
        services.AddOptions<CookieAuthenticationOptions>(BrowserSignIn.Scheme)
            .Configure<PublicAddress>(SessionCookie.Configure);
        services.AddAuthorization(SignInPolicies.Add);
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddScoped<PendingSignIn>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<PublicAddress>(Passkeys.Configure);
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.AddScoped<Passkeys>();
        services.AddScoped<BrowserSignIn>();
        services.AddScoped<CurrentActor>();
        services.AddSingleton<ActorOfForm>();
        services.AddSingleton<CircuitLimits>();
        services.AddSingleton<ContentReports>();
        services.AddSingleton<GuessGuard>();
        services.AddSingleton<PaymentGuard>();
    }

    public static void MapGiftCardsAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/account/sign-out", SignOutAsync).ExcludeFromDescription();
        routes.MapMerchantSwitch();
        SessionWatch.Map(routes);
        ContentReports.Map(routes);
    }

    // A form parameter makes the framework ask for the antiforgery token.
    private static async Task<RedirectHttpResult> SignOutAsync(
        HttpContext http, BrowserSignIn signIn, [FromForm] string? returnPath, CancellationToken cancellationToken)
    {
        await signIn.SignOutAsync(http, cancellationToken);
        return TypedResults.LocalRedirect(LocalPath.OrHome(returnPath));
    }
}
