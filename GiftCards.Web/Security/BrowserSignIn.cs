using System.Security.Claims;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace GiftCards.Web.Security;

/// <summary>What follows a step of signing in.</summary>
/// <param name="Page">Where to go; null when a second step is due.</param>
/// <param name="Pending">The sealed first step, for the form of the second.</param>
/// <param name="Second">What the second step can be.</param>
internal sealed record SignInStep(string? Page, string? Pending = null, SecondFactorState? Second = null);

/// <summary>Where a person wants to go, and whether their device shall know them for longer.</summary>
internal sealed record SignInWish(string? ReturnPath, bool IsRemembered = false);

/// <summary>Signs people in and out of the pages: a session in the database, and a cookie that names it.</summary>
internal sealed class BrowserSignIn(
    CredentialCheck credentials,
    SecondFactors factors,
    PendingSignIn pending,
    Passkeys passkeys,
    BrowserSessions sessions,
    SignInNotices notices,
    ProfileQueries profiles)
{
    /// <summary>Where somebody who signed up for a business makes it known to us.</summary>
    public const string StartPath = "/merchant/start";

    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>
    /// The first step: checks address and password, and signs in where nothing more is due. Errors:
    /// <c>unauthenticated</c>, <c>rate_limited</c>.
    /// </summary>
    public async Task<Result<SignInStep>> SignInAsync(
        HttpContext http, LoginCommand command, SignInWish wish, CancellationToken cancellationToken)
    {
        var password = await credentials.CheckPasswordAsync(command, cancellationToken);
        if (!password.IsOk)
        {
            return password.Error;
        }

        var (user, second) = password.Value;
        return second.IsDue
            ? new SignInStep(null, pending.Seal(user), second)
            : await OpenAsync(http, new ProvenPerson(user, factors.IsExempt(user)), wish, cancellationToken);
    }

    /// <summary>
    /// The second step. Errors: <c>link_invalid</c> when the first is too long ago, and those of
    /// <see cref="CredentialCheck.CheckSecondFactorAsync"/>.
    /// </summary>
    public async Task<Result<SignInStep>> ContinueAsync(
        HttpContext http, string? first, LoginCommand command, SignInWish wish, CancellationToken cancellationToken)
    {
        var user = await pending.OpenAsync(first);
        var proven = user.IsOk
            ? await credentials.CheckSecondFactorAsync(user.Value, command, cancellationToken)
            : user.Error;
        return proven.IsOk ? await OpenAsync(http, proven.Value, wish, cancellationToken) : proven.Error;
    }

    /// <summary>Signs in by a passkey. Errors: <c>unauthenticated</c>, <c>rate_limited</c>.</summary>
    public async Task<Result<SignInStep>> SignInByPasskeyAsync(
        HttpContext http, string? credential, string? state, SignInWish wish, CancellationToken cancellationToken)
    {
        if (await credentials.RefusePasskeyAsync(VisitorAddress.Of(http), cancellationToken) is { } limited)
        {
            return limited;
        }

        var found = await passkeys.CheckAsync(http, credential, state);
        return found.IsOk
            ? await OpenAsync(
                http,
                await credentials.NotePasskeyAsync(found.Value.User, found.Value.Passkey),
                wish,
                cancellationToken)
            : found.Error;
    }

    /// <summary>Opens a session for somebody who proved who they are. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<SignInStep>> OpenAsync(
        HttpContext http, ProvenPerson proven, SignInWish wish, CancellationToken cancellationToken)
    {
        var found = await profiles.GetAsync(new Actor.Buyer(proven.User.UserId), cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        if (SignInClaims.SessionOf(http.User) is { } earlier)
        {
            await sessions.EndAsync(earlier, cancellationToken);
        }

        var profile = found.Value;
        var kind = KindOf(profile, wish.IsRemembered);
        var browser = new NewBrowser(
            kind, proven.HasSecondFactor, VisitorAddress.Of(http), http.Request.Headers.UserAgent);
        var session = await sessions.OpenAsync(profile.Id, browser, cancellationToken);
        await notices.NoteAsync(profile.Id, session, cancellationToken);
        var properties = new AuthenticationProperties { IsPersistent = kind == SessionKind.Remembered };
        await http.SignInAsync(Scheme, PrincipalOf(profile, session, proven.HasSecondFactor), properties);
        return new SignInStep(LocalPath.OrNull(wish.ReturnPath) ?? HomeOf(profile));
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

    /// <summary>Writes the cookie anew after the person changed their name, or what they sign in with.</summary>
    public async Task RenewAsync(HttpContext http, Profile profile, CancellationToken cancellationToken)
    {
        if (SignInClaims.SessionOf(http.User) is { } id
            && await sessions.FindAsync(id, isActive: true, cancellationToken) is { } session)
        {
            var ticket = await http.AuthenticateAsync(Scheme);
            await http.SignInAsync(Scheme, PrincipalOf(profile, id, session.HasSecondFactor), ticket.Properties);
        }
    }

    /// <summary>Where somebody's work, or wallet, is.</summary>
    internal static string HomeOf(Profile profile) => profile switch
    {
        { IsAdministrator: true } => "/admin",
        { Roles: [], Kind: SignUpKind.Business } => StartPath,
        { Roles: [] } => "/wallet",
        { Roles: var roles } when roles.All(role => role.Role == StaffRole.Cashier) => "/merchant/counter",
        _ => "/merchant",
    };

    // Whoever handles other people's money is not remembered.
    private static SessionKind KindOf(Profile profile, bool isRemembered) => profile switch
    {
        { IsAdministrator: true } => SessionKind.Administrator,
        { Roles: [_, ..] } => SessionKind.Staff,
        _ => isRemembered ? SessionKind.Remembered : SessionKind.Customer,
    };

    private static ClaimsPrincipal PrincipalOf(Profile profile, SessionId session, bool hasSecondFactor)
    {
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, profile.Id.ToString()),
                new Claim(ClaimTypes.Name, profile.DisplayName),
                new Claim(SignInClaims.Session, session.ToString()),
                .. profile.Roles.Select(role => new Claim(SignInClaims.Merchant, role.Merchant.Id.ToString())),
            ],
            Scheme);
        if (profile.IsAdministrator)
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, SignInClaims.AdministratorRole));
        }

        if (!hasSecondFactor && (profile.IsAdministrator || profile.Roles.Any(role => role.RequiresSecondFactor)))
        {
            identity.AddClaim(new Claim(SignInClaims.SecondFactorDue, "1"));
        }

        return new ClaimsPrincipal(identity);
    }
}
