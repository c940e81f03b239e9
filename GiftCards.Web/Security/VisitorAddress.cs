using System.Net;
using System.Net.Sockets;

namespace GiftCards.Web.Security;

/// <summary>
/// Where a request comes from, as limits and idempotency keys count it: the same for pages and for the API.
/// </summary>
internal static class VisitorAddress
{
    /// <summary>The address itself, IPv4 where it is one; null where there is none.</summary>
    public static IPAddress? Exactly(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
            ? mapped.MapToIPv4()
            : context.Connection.RemoteIpAddress;

    /// <summary>
    /// An IPv4 address, or the network of an IPv6 one: a household or firm usually has a whole /64, so that is what
    /// counts as one address.
    /// </summary>
    public static string Of(HttpContext context)
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
