using System.Net;
using System.Net.Sockets;

namespace GiftCards.Web.Security;

/// <summary>
/// Where a request came from, as limits count it: the same text for pages and for the API, so that nobody has two
/// allowances.
/// </summary>
internal static class VisitorAddress
{
    /// <summary>One household or firm usually has a whole /64 of IPv6, so that is what counts as an address.</summary>
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
