using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>
/// The built application as a process of its own, on a real port, so that it can be killed. It is not in Development:
/// there is no demo world, and nothing is made beside the database.
/// </summary>
public sealed class AppProcess : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<string> log = new();
    private readonly Process process;

    private AppProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public int Id => process.Id;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="limit">How long that may take.</param>
    /// <param name="wrapper">A program that starts it, with its arguments; none starts it as it is.</param>
    public static async Task<AppProcess> StartAsync(TestDatabase database, TimeSpan limit, params string[] wrapper)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        string[] command = [.. wrapper, "dotnet", Path.Combine(AppContext.BaseDirectory, "GiftCards.Web.dll")];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["RateLimits__Scale"] = "1000000";
        foreach (var (name, value) in database.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var app = new AppProcess(Process.Start(start)!, address);
        await app.WaitUntilReadyAsync(limit);
        return app;
    }

    /// <summary>A program with a key to the API.</summary>
    public HttpClient ClientOf(string key)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        return client;
    }

    /// <summary>SIGKILL: the process has no say in it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(Token);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        foreach (var line in log)
        {
            LogLines.All.Enqueue(line);
        }

        process.Dispose();
    }

    /// <summary>Waits until it says that it and its database are ready.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var timer = new PeriodicTimer(Poll);
        var watch = Stopwatch.StartNew();
        while (!await IsReadyAsync(client))
        {
            Assert.True(
                !process.HasExited && watch.Elapsed < limit,
                $"Not ready after {watch.Elapsed.TotalSeconds:0} s:{Environment.NewLine}{string.Join(Environment.NewLine, log.TakeLast(30))}");
            await timer.WaitForNextTickAsync(Token);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
