using System.Security.Claims;
using GiftCards.Core.Common;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace GiftCards.Tests.Components.Buyer;

/// <summary>A browser that is signed in as somebody, by some session.</summary>
internal sealed class SignedInState(UserId user, SessionId session) : AuthenticationStateProvider
{
    public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(
        new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, user.ToString()), new Claim(SignInClaims.Session, session.ToString())], "test"))));
}
