using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace GiftCards.Benchmarks.Load;

/// <summary>The same operations as a merchant's program asks for them, on connections that stay open.</summary>
internal sealed class OverHttp(LoadWorld world, HttpTarget target, CpuMeter cpu) : IDisposable
{
    private readonly Dictionary<int, HttpLine> lines = [];

    public Subject Of(Work work, int clients, bool hot) => new(
        clients,
        client =>
        {
            var line = LineOf(client);
            var next = client * 97;
            return () =>
            {
                var (path, body) = Request(work, hot ? 0 : next++ % world.Cards.Count);
                return line.PostAsync($"/api/v1/gift-cards{path}", body);
            };
        },
        cpu);

    public void Dispose()
    {
        foreach (var line in lines.Values)
        {
            line.Dispose();
        }
    }

    private HttpLine LineOf(int client)
    {
        lock (lines)
        {
            if (!lines.TryGetValue(client, out var line))
            {
                lines[client] = line = new HttpLine(target.Port, world.ApiKey);
            }

            return line;
        }
    }

    private (string Path, string Body) Request(Work work, int index)
    {
        var (id, code) = world.Cards[index];
        const string One = """ "amount":{"amount":1,"currency":"AED"} """;
        return work switch
        {
            Work.Redeem => ("/redeem", $$"""{"code":"{{code}}",{{One}}}"""),
            Work.Load => ($"/{id}/load", $$"""{"method":"cash",{{One}}}"""),
            Work.Issue => ("", $$"""{"source":"promotion",{{One}}}"""),
            Work.Validate => ("/validate", $$"""{"code":"{{code}}" }"""),
            _ => throw new ArgumentOutOfRangeException(nameof(work)),
        };
    }
}

/// <summary>One connection that sends a request and reads its answer, with next to no work of its own.</summary>
internal sealed class HttpLine(int port, string apiKey) : IDisposable
{
    private readonly TcpClient client = new("127.0.0.1", port) { NoDelay = true };
    private readonly byte[] buffer = new byte[32 * 1024];

    /// <summary>Posts JSON; throws unless the answer is a success.</summary>
    public async Task PostAsync(string path, string json)
    {
        var request = $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {apiKey}\r\n"
            + $"Idempotency-Key: {Guid.NewGuid():N}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        var (filled, end) = (0, -1);
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            filled += await ReadAsync(stream, filled);
        }

        var head = Encoding.ASCII.GetString(buffer, 0, end);
        if (BodyLength(head) is { } length)
        {
            while (filled < end + 4 + length)
            {
                filled += await ReadAsync(stream, filled);
            }
        }
        else
        {
            while (!buffer.AsSpan(0, filled).EndsWith("0\r\n\r\n"u8))
            {
                filled += await ReadAsync(stream, filled);
            }
        }

        if (!head.StartsWith("HTTP/1.1 2", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, filled));
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<int> ReadAsync(NetworkStream stream, int filled)
    {
        var read = await stream.ReadAsync(buffer.AsMemory(filled));
        return read > 0 ? read : throw new EndOfStreamException("The application closed the connection.");
    }

    // Null for an answer in chunks.
    private static int? BodyLength(string head)
    {
        const string Name = "Content-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? null
            : int.Parse(head.AsSpan(at + Name.Length).ToString().Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
