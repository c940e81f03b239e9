using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using GiftCards.Core.Persistence;
using Microsoft.Playwright;
using Xunit;

namespace GiftCards.Tests.Browser;

/// <summary>Public pages come quickly: little to send, nothing that jumps, no circuit for who only looks.</summary>
public sealed partial class LightPagesTests
{
    private const int Most = 100 * 1024;

    private static readonly string[] Pages =
    [
        "/", "/search", "/m/glamour-studio", "/m/glamour-studio?tab=services", "/m/glamour-studio?tab=reviews", "/balance",
        "/legal/terms", "/legal/privacy", "/account/sign-in", "/account/sign-up",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_public_page_weighs_less_than_100_KB_on_the_wire_and_stays_where_it_is()
    {
        await using var world = await BrowserApp.StartAsync(DatabaseProvider.Sqlite);
        using var client = new HttpClient { BaseAddress = world.Address };
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
        var page = await world.OpenAsync(390, 844);
        await page.AddInitScriptAsync(
            """
            window.shifts = [];
            const nameOf = node => node?.nodeType === 1 ? node.outerHTML.slice(0, 90) : node?.textContent;
            new PerformanceObserver(list => {
                for (const entry of list.getEntries()) {
                    window.shifts.push(`${entry.value} ${entry.sources.map(source => nameOf(source.node)).join(" | ")}`);
                }
            }).observe({ type: "layout-shift", buffered: true });
            """);
        await SlowDownAsync(page);
        var circuits = 0;
        page.WebSocket += (_, _) => circuits++;
        page.Request += (_, request) => circuits += request.Url.Contains("/_blazor/", StringComparison.Ordinal) ? 1 : 0;
        List<string> finds = [];
        foreach (var path in Pages)
        {
            var weight = await WeighAsync(client, path);
            if (weight > Most)
            {
                finds.Add($"{path}: {weight} bytes");
            }

            await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.NetworkIdle });
            var shifts = await page.EvaluateAsync<string[]>("window.shifts");
            finds.AddRange(shifts.Select(shift => $"{path}: shifted by {shift}"));
        }

        Assert.True(finds.Count == 0, string.Join('\n', finds));
        Assert.Equal(0, circuits);
        Assert.Empty(world.Complaints);
    }

    /// <summary>A poor telephone on a poor line, where what jumps jumps before everybody's eyes.</summary>
    private static async Task SlowDownAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Emulation.setCPUThrottlingRate", new() { ["rate"] = 4 });
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false,
            ["latency"] = 60,
            ["downloadThroughput"] = 60_000,
            ["uploadThroughput"] = 60_000,
        });
    }

    private static async Task<long> WeighAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Token);
        var sent = await answer.Content.ReadAsByteArrayAsync(Token);
        var html = await TextAsync(answer, sent);
        long weight = sent.Length;
        foreach (var asset in Asset().Matches(html).Select(match => match.Groups["path"].Value).Distinct())
        {
            weight += (await client.GetByteArrayAsync(new Uri("/" + asset.TrimStart('/'), UriKind.Relative), Token)).Length;
        }

        return weight;
    }

    private static async Task<string> TextAsync(HttpResponseMessage answer, byte[] sent)
    {
        await using Stream bytes = answer.Content.Headers.ContentEncoding.Contains("br")
            ? new BrotliStream(new MemoryStream(sent), CompressionMode.Decompress)
            : new MemoryStream(sent);
        using var reader = new StreamReader(bytes);
        return await reader.ReadToEndAsync(Token);
    }

    [GeneratedRegex("""(?:href|src)="(?<path>[^"]+\.(?:css|js))["]""")]
    private static partial Regex Asset();
}
