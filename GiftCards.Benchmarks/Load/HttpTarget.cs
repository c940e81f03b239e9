using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GiftCards.Core.Persistence;

namespace GiftCards.Benchmarks.Load;

/// <summary>The application itself as a process of its own, with authentication, validation and limits on.</summary>
internal sealed class HttpTarget : IAsyncDisposable
{
    private readonly string folder;

    private HttpTarget(Process process, string folder, int port)
    {
        Process = process;
        this.folder = folder;
        Port = port;
    }

    public Process Process { get; }

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
        Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync();
        Process.Dispose();
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
