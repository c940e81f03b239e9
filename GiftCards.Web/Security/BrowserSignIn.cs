using System.Security.Claims;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace GiftCards.Web.Security;

/// <summary>Signs people in and out of the pages: a session in the database, and a cookie that names it.</summary>
internal sealed class BrowserSignIn(CredentialCheck credentials, BrowserSessions sessions, ProfileQueries profiles)
{
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>
    /// Checks the credentials, opens a session and answers with the page to go to. Errors: those of
    /// <see cref="CredentialCheck.VerifyAsync"/>.
    /// </summary>
    public async Task<Result<string>> SignInAsync(
        HttpContext http, LoginCommand command, string? returnPath, CancellationToken cancellationToken)
    {
        var user = await credentials.VerifyAsync(command, cancellationToken);
        if (!user.IsOk)
        {
            return user.Error;
        }

        var profile = await profiles.GetAsync(new Actor.Buyer(user.Value.UserId), cancellationToken);
        if (!profile.IsOk)
        {
            return profile.Error;
        }

        if (SignInClaims.SessionOf(http.User) is { } earlier)
        {
            await sessions.EndAsync(earlier, cancellationToken);
        }

        var session = await sessions.OpenAsync(profile.Value.Id, cancellationToken);
        await http.SignInAsync(Scheme, PrincipalOf(profile.Value, session));
        return LocalPath.OrNull(returnPath) ?? HomeOf(profile.Value);
    }

    /// <summary>Ends the session and removes the cookie.</summary>
    public async Task SignOutAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if (SignInClaims.SessionOf(http.User) is { } session)
        {
            await sessions.EndAsync(session, cancellationToken);
        }

        await http.SignOutAsync(Scheme);
    }

    /// <summary>Writes the cookie anew after the person changed their name.</summary>
    public static Task RenewAsync(HttpContext http, Profile profile) => SignInClaims.SessionOf(http.User) is { } session
        ? http.SignInAsync(Scheme, PrincipalOf(profile, session))
        : Task.CompletedTask;

    /// <summary>Where somebody's work, or wallet, is.</summary>
    internal static string HomeOf(Profile profile) => profile switch
    {
        { IsAdministrator: true } => "/admin",
        { Roles: [] } => "/wallet",
        { Roles: var roles } when roles.All(role => role.Role == StaffRole.Cashier) => "/merchant/counter",
        _ => "/merchant",
    };

    private static ClaimsPrincipal PrincipalOf(Profile profile, SessionId session)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, profile.Id.ToString()),
                new Claim(ClaimTypes.Name, profile.DisplayName),
                new Claim(SignInClaims.Session, session.ToString()),
                .. profile.Roles.Select(role => new Claim(SignInClaims.Merchant, role.Merchant.Id.ToString())),
                .. profile.Roles.Where(role => role.Role != StaffRole.Cashier)
                    .Select(role => new Claim(SignInClaims.Managed, role.Merchant.Id.ToString())),
            ],
            Scheme);
        if (profile.IsAdministrator)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, SignInClaims.AdministratorRole));
        }

        return new ClaimsPrincipal(identity);
    }
}
