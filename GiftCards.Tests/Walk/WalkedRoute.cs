using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Walk;

/// <summary>A page, an endpoint of the API or any other address that the application answers at.</summary>
/// <param name="Method">How it is asked; a page is fetched, because what its forms do is a use case's matter.</param>
/// <param name="Pattern">Its address, with places for ids.</param>
internal sealed partial record WalkedRoute(string Method, string Pattern)
{
    public string Name => $"{Method} {Pattern}";

    public bool IsApi => Pattern.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>All that are mapped, but for style sheets, scripts and the circuit's own addresses.</summary>
    public static IReadOnlyList<WalkedRoute> All(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Where(endpoint => !endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith('_'))
            .SelectMany(Of)
            .DistinctBy(route => route.Name)
            .OrderBy(route => route.Name, StringComparer.Ordinal),
    ];

    /// <summary>The address with made-up ids in its places.</summary>
    public string Path(RoleWorld world) => Place().Replace(Pattern, place => place.Value switch
    {
        "{Slug}" or "{slug}" => world.Merchant.Slug,
        "{Id}" when Pattern.StartsWith("/admin/users/", StringComparison.Ordinal) => world.UserOf(Role.Buyer).ToString(),
        "{Id}" when Pattern.StartsWith("/admin/", StringComparison.Ordinal) => world.Merchant.Id.ToString(),
        "{Status:int}" => "404",
        "{Id:guid}" or "{id:guid}" => "0198e0f0-0000-7000-8000-000000000000",
        _ => "made-up",
    });

    private static IEnumerable<WalkedRoute> Of(RouteEndpoint endpoint)
    {
        var pattern = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        return endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            ? [new WalkedRoute("GET", pattern)]
            : (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => new WalkedRoute(method, pattern));
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
