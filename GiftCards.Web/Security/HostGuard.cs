using System.Buffers;

namespace GiftCards.Web.Security;

/// <summary>Turns away requests whose Host header names no host; pages could not say where they are.</summary>
internal static class HostGuard
{
    // What would end the host's name in an address, or hide where it ends.
    private static readonly SearchValues<char> Foreign = SearchValues.Create("/\\@?#%");

    public static void UseHostGuard(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Load balancers ask after our health in HTTP/1.0, which knows no hosts.
        if (IsHost(context.Request) || context.Request.Path.StartsWithSegments("/health"))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });

    internal static bool IsHost(HttpRequest request) =>
        request.Host.Value is { Length: > 0 } host
        && host.All(char.IsAscii)
        && !host.AsSpan().ContainsAny(Foreign)
        && Uri.TryCreate($"{request.Scheme}://{host}/", UriKind.Absolute, out var address)
        && address.Host.Length > 0;
}
