using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GiftCards.Core.Persistence;

namespace GiftCards.Benchmarks.Load;

/// <summary>The application itself as a process of its own, with authentication, validation and limits on.</summary>
internal sealed class HttpTarget : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private HttpTarget(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        Port = port;
    }

    public int Port { get; }

    public static async Task<HttpTarget> StartAsync(LoadWorld world, string webAssembly)
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("giftcards-load").FullName;
        var start = new ProcessStartInfo("dotnet", [webAssembly])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings(world, port))
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The application did not start.");
        var said = new StringBuilder();
        process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var client = new HttpClient();
        for (var attempt = 0; attempt < 240 && !process.HasExited; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return new HttpTarget(process, folder, port);
                }
            }
            catch (HttpRequestException)
            {
                // Nobody listens yet.
            }

            await Task.Delay(250);
        }

        throw new InvalidOperationException($"The application did not become ready:{Environment.NewLine}{said}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, true);
    }

    private static IEnumerable<(string Name, string Value)> Settings(LoadWorld world, int port) =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Production"),
        ("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"),
        ("App__PublicUrl", $"http://127.0.0.1:{port}"),
        ("App__AllowUnsafe", "Http SandboxPayments Mailbox"),
        ("Database__Provider", world.Options.Provider == DatabaseProvider.Sqlite ? "Sqlite" : "PostgreSql"),
        ("ConnectionStrings__GiftCards", world.Options.ConnectionString),
        ("ConnectionStrings__Migrations", world.Options.MigrationsConnectionString),
        ("Keys__Codes", LoadWorld.KeyText),
        ("Keys__Data", LoadWorld.KeyText),
        ("Keys__Email", LoadWorld.KeyText),
        ("RateLimits__Scale", "1000000"),
        ("Logging__LogLevel__Default", "Warning"),
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
