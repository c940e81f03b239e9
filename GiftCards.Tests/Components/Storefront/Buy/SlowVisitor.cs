using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace GiftCards.Tests.Components.Storefront.Buy;

/// <summary>A guest about whom the page can be kept waiting, so that a test can press a button while one is at work.</summary>
internal sealed class SlowVisitor : AuthenticationStateProvider
{
    private static readonly AuthenticationState Guest = new(new ClaimsPrincipal(new ClaimsIdentity()));

    private TaskCompletionSource<AuthenticationState>? waiting;

    public void Hold() => waiting = new TaskCompletionSource<AuthenticationState>();

    public void Release()
    {
        waiting!.SetResult(Guest);
        waiting = null;
    }

    public override Task<AuthenticationState> GetAuthenticationStateAsync() => waiting?.Task ?? Task.FromResult(Guest);
}
