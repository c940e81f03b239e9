using System.Diagnostics;
using System.Globalization;
using System.Net;
using GiftCards.Benchmarks.Load;

namespace GiftCards.Benchmarks.Questions;

/// <summary>
/// Fetches public pages one after the other as a browser does, and prints how soon the first byte came and how much went
/// over the wire.
/// </summary>
internal sealed class PageTable(HttpTarget target, int? postmaster, int tries) : IDisposable
{
    private const int WarmUps = 100;

    private static readonly string[] Paths =
    [
        "/", "/search", "/search?q=lumiere+studio", "/search?q=lumeire&sort=rating", "/search?category=spa&city=City+11&sort=price",
        "/search?rating=4&currency=EUR", "/search?q=zyxwvut", "/m/place-4711", "/m/place-4711?tab=reviews", "/m/place-4711/buy",
        "/m/load", "/m/load/buy", "/buy/platform", "/balance", "/account/sign-in", "/sitemap.xml", "/sitemap/1.xml", "/robots.txt",
    ];

    private readonly CpuMeter cpu = new(target.Process, postmaster);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{target.Port}"),
    };

    public async Task MeasureAsync()
    {
        Console.WriteLine("| page | first byte, median | 95 of 100 | CPU, application | database | over the wire | aim |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var path in Paths)
        {
            await MeasureAsync(path);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task MeasureAsync(string path)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            if (await FetchAsync(path) is { Status: not HttpStatusCode.OK } other)
            {
                Console.WriteLine($"| {path} | answered {(int)other.Status} |");
                return;
            }
        }

        List<double> times = [];
        var bytes = 0L;
        var before = cpu.Read();
        for (var i = 0; i < tries; i++)
        {
            var (first, length, _) = await FetchAsync(path);
            times.Add(first.TotalMilliseconds);
            bytes = length;
        }

        var spent = (cpu.Read() - before) / tries;
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {path} | {times[tries / 2]:N1} ms | {times[tries * 95 / 100]:N1} ms | {spent.Application.TotalMilliseconds:N1} ms | {spent.Database.TotalMilliseconds:N1} ms | {bytes / 1024.0:N1} KB | < 50 ms |"));
    }

    // The headers come with the first bytes of the page.
    private async Task<(TimeSpan First, long Length, HttpStatusCode Status)> FetchAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br");
        request.Headers.TryAddWithoutValidation("Accept-Language", "en");
        var start = Stopwatch.GetTimestamp();
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var first = Stopwatch.GetElapsedTime(start);
        var body = await answer.Content.ReadAsByteArrayAsync();
        return (first, body.Length, answer.StatusCode);
    }
}
