using GiftCards.Core.Access;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace GiftCards.Web.Security;

/// <summary>
/// Asks every minute whether the session behind an open page still goes on. A page that is only left open is no sign
/// of life; what its person does is, see <see cref="CurrentActor"/>.
/// </summary>
internal sealed class CircuitSession(ILoggerFactory logging, BrowserSessions sessions)
    : RevalidatingServerAuthenticationStateProvider(logging)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        SignInClaims.SessionOf(authenticationState.User) is { } session
        && await sessions.ContinuesAsync(session, isActive: false, cancellationToken);
}
