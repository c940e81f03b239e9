using System.Net;
using System.Net.Sockets;
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

    /// <summary>One household or firm usually has a whole /64 of IPv6, so that is what counts as an address.</summary>
    public static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes).ToString();
    }
}
