using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace GiftCards.Benchmarks.Circuits;

/// <summary>
/// Measures what the circuits of a page hold and how quickly they answer beside many that are idle:
/// <c>circuits --url ADDRESS --process ID [--page PATH] [--idle N] [--busy N] [--seconds N] [--beyond N]
/// [--sign-in EMAIL PASSWORD]</c>, against a server that runs already. See <c>eng/load-test circuits</c>.
/// </summary>
internal sealed partial class CircuitCommand(string[] args)
{
    private const int AtOnce = 16;
    private const int WarmUps = 50;
    private readonly CommandLine asked = new(args);
    private readonly List<LiveCircuit> open = [];

    public async Task RunAsync()
    {
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        var site = new Uri(asked.Option("--url") ?? throw new ArgumentException("--url is missing."));
        var page = new Uri(site, asked.Option("--page") ?? "/m/glamour-studio/buy");
        var process = Process.GetProcessById(asked.Number("--process", 0));
        var cookie = asked.Option("--sign-in") is { } email
            ? await SignInAsync(http, site, email, asked.Option("--sign-in", 1) ?? throw new ArgumentException("The password is missing."))
            : null;
        var (idle, busy) = (asked.Number("--idle", 1_000), asked.Number("--busy", 200));
        await OpenAsync(http, page, cookie, WarmUps);
        var (before, start) = (Resident(process), Stopwatch.GetTimestamp());
        var refused = await OpenAsync(http, page, cookie, idle);
        var took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Task.Delay(TimeSpan.FromSeconds(2));
        var after = Resident(process);
        var opened = open.Count - WarmUps;
        Say($"{page.PathAndQuery}: {opened} idle circuits opened in {took:N1} s, {refused} refused");
        Say($"resident memory {before / 1024:N0} to {after / 1024:N0} MB: {(double)(after - before) / Math.Max(1, opened):N0} KB for each");
        await IdleAsync(process);
        if (open[0].HasHandler)
        {
            await ClickAsync(busy, process);
            Say($"resident memory {Resident(process) / 1024:N0} MB after the clicks");
        }

        if (asked.Number("--beyond", 0) is > 0 and var beyond)
        {
            await BeyondAsync(http, page, cookie, beyond);
        }

        foreach (var circuit in open)
        {
            await circuit.DisposeAsync();
        }
    }

    // Once all are taken: the page itself still comes, its connection is refused, and the page has words for that.
    private async Task BeyondAsync(HttpClient http, Uri page, string? cookie, int count)
    {
        var before = open.Count;
        var refused = await OpenAsync(http, page, cookie, count);
        var html = await http.GetStringAsync(page);
        var hasWords = html.Contains("id=\"connection-limit\"", StringComparison.Ordinal);
        Say($"{count} more asked for: {open.Count - before} opened, {refused} refused with 429; words for it on the page: {hasWords}");
        Say($"{open.Count(circuit => circuit.IsOpen)} of {open.Count} are still open");
    }

    // What they cost while nobody does anything: some look for news by themselves.
    private static async Task IdleAsync(Process process)
    {
        process.Refresh();
        var (cpu, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(10));
        process.Refresh();
        var share = (process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(start);
        Say($"idle they take {share:P1} of one core");
    }

    // Each of the busy ones clicks every two seconds, all at different instants.
    private async Task ClickAsync(int busy, Process process)
    {
        List<double> times = [];
        var clicking = open.Take(busy).ToList();
        var end = Stopwatch.GetTimestamp() + (asked.Number("--seconds", 20) * Stopwatch.Frequency);
        process.Refresh();
        var (cpu, start) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(clicking.Select(async (circuit, i) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2.0 * i / clicking.Count));
            while (Stopwatch.GetTimestamp() < end)
            {
                var time = await circuit.ClickAsync();
                lock (times)
                {
                    times.Add(time.TotalMilliseconds);
                }

                await Task.Delay(TimeSpan.FromSeconds(2));
            }
        }));
        process.Refresh();
        var share = (process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(start);
        times.Sort();
        Say($"{clicking.Count} click each 2 s: median {times[times.Count / 2]:N1} ms, 95 of 100 within {times[times.Count * 95 / 100]:N1} ms, {share:P0} of one core");
    }

    private async Task<int> OpenAsync(HttpClient http, Uri page, string? cookie, int count)
    {
        var refused = 0;
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            var circuit = new LiveCircuit(http, page, cookie);
            if (await circuit.OpenAsync() is { } status)
            {
                Interlocked.Increment(ref refused);
                if (status != HttpStatusCode.TooManyRequests)
                {
                    throw new InvalidOperationException($"Refused with {status}.");
                }

                return;
            }

            lock (open)
            {
                open.Add(circuit);
            }
        });
        return refused;
    }

    private static async Task<string> SignInAsync(HttpClient http, Uri site, string email, string password)
    {
        using var form = await http.GetAsync(new Uri(site, "/account/sign-in"));
        var html = await form.Content.ReadAsStringAsync();
        var cookies = CookiesOf(form);
        var fields = Hidden().Matches(html).Select(match => KeyValuePair.Create(
            WebUtility.HtmlDecode(match.Groups["name"].Value), WebUtility.HtmlDecode(match.Groups["value"].Value)));
        using var sent = new HttpRequestMessage(HttpMethod.Post, new Uri(site, "/account/sign-in"))
        {
            Content = new FormUrlEncodedContent(
            [
                .. fields.DistinctBy(field => field.Key).Where(field => field.Key != "_handler"),
                KeyValuePair.Create("_handler", "sign-in"),
                KeyValuePair.Create("Input.Email", email),
                KeyValuePair.Create("Input.Password", password),
            ]),
        };
        sent.Headers.Add("Cookie", cookies);
        sent.Headers.Add("Origin", site.GetLeftPart(UriPartial.Authority));
        using var answer = await http.SendAsync(sent);
        return answer.StatusCode == HttpStatusCode.Redirect || answer.StatusCode == HttpStatusCode.SeeOther
            ? $"{cookies}; {CookiesOf(answer)}"
            : throw new InvalidOperationException($"The sign-in was answered {answer.StatusCode}.");
    }

    private static string CookiesOf(HttpResponseMessage answer) => string.Join("; ",
        answer.Headers.TryGetValues("Set-Cookie", out var values) ? values.Select(value => value.Split(';')[0]) : []);

    private static long Resident(Process process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(row => row.StartsWith("VmRSS", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
