using System.Net;
using System.Net.Sockets;

namespace GiftCards.Core.Delivery;

/// <summary>Which addresses of the world outside we speak to.</summary>
/// <param name="AllowsLoopback">
/// Whether this machine itself, on any port and without encryption, may be spoken to. For tests alone.
/// </param>
public sealed record OutsideRules(bool AllowsLoopback)
{
    private static readonly IPNetwork[] Private =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
            "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether it may be written to at all: https, its usual port, no name or password in it.</summary>
    public bool Allows(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.Host.Length > 0
        && ((address.Scheme == Uri.UriSchemeHttps && address.Port == 443)
            || (AllowsLoopback && address.IsLoopback));

    /// <summary>Whether a connection to it may be opened: nothing private, local or shared.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (AllowsLoopback && IPAddress.IsLoopback(plain)) || !Private.Any(network => network.Contains(plain));
    }
}

/// <summary>What another's server answered.</summary>
/// <param name="Status">Its status; null where none came.</param>
/// <param name="Body">The beginning of what it said; empty for nothing.</param>
/// <param name="Failure">Why no answer came, in a stable word; null where one came.</param>
public sealed record OutsideAnswer(int? Status, string Body, string? Failure)
{
    public bool IsGood => Status is >= 200 and < 300;
}

/// <summary>
/// Speaks to addresses that merchants name. The name is resolved here and every address it has is looked at, so that no
/// name leads into our own network; a redirection is not followed; ten seconds and 64 KB are enough.
/// </summary>
public sealed class OutsideClient : IDisposable
{
    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly OutsideRules rules;
    private readonly HttpClient client;

    public OutsideClient(OutsideRules rules)
    {
        this.rules = rules;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MaxAnswer,
        };
    }

    /// <summary>Posts a body with its headers. Never throws for what the other side does.</summary>
    public async Task<OutsideAnswer> PostJsonAsync(
        Uri address,
        byte[] body,
        IReadOnlyDictionary<string, string> headers,
        CancellationToken cancellationToken)
    {
        if (!rules.Allows(address))
        {
            return new OutsideAnswer(null, "", "address_refused");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new OutsideAnswer((int)response.StatusCode, text, null);
        }
        catch (AddressRefusedException)
        {
            return new OutsideAnswer(null, "", "address_refused");
        }
        catch (HttpRequestException error)
        {
            return new OutsideAnswer(null, "", FailureOf(error));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new OutsideAnswer(null, "", "timeout");
        }
    }

    public void Dispose() => client.Dispose();

    private static string FailureOf(HttpRequestException error) => error switch
    {
        { InnerException: AddressRefusedException } => "address_refused",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "unknown_host",
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } } =>
            "unknown_host",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "answer_too_large",
        _ => "unreachable",
    };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (found.Length == 0 || !found.All(rules.Allows))
        {
            throw new AddressRefusedException();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // To the addresses that were looked at, and not to the name, which may mean others a moment later.
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException() : IOException("The address lies in a network that is not spoken to.");
}
