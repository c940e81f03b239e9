using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace GiftCards.Web.Security;

/// <summary>The person behind a request that is answered without a page, such as a download.</summary>
internal static class RequestActor
{
    public static CurrentActor Of(HttpContext context)
    {
        if (context.RequestServices.GetRequiredService<AuthenticationStateProvider>()
            is IHostEnvironmentAuthenticationStateProvider host)
        {
            host.SetAuthenticationState(Task.FromResult(new AuthenticationState(context.User)));
        }

        return context.RequestServices.GetRequiredService<CurrentActor>();
    }
}
