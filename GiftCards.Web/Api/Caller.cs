using System.Reflection;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api;

/// <summary>Who sent a request, as the middleware found out, and the key they named this attempt by.</summary>
/// <param name="Actor">Who acts.</param>
/// <param name="Address">Where from: an IPv4 address, or the network of an IPv6 one.</param>
/// <param name="IdempotencyKey">The header, as it came.</param>
internal sealed record Caller(Actor Actor, string Address, string? IdempotencyKey) : IBindableFromHttpContext<Caller>
{
    /// <summary>Within whose memory wrong codes are counted: the key, the person, or the address.</summary>
    public string Guesser => Actor is Actor.Anonymous or Actor.OrderHolder ? Address : Actor.Label;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<Caller>());
}
