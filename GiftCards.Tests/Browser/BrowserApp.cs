using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace GiftCards.Tests.Browser;

/// <summary>The application with its demo world on a real port, and a real Chromium in front of it.</summary>
public sealed class BrowserApp : IAsyncDisposable
{
    private static readonly string[] ChromiumPaths =
        ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Where Chromium is; null where it is not installed.</summary>
    public static string? Chromium => ChromiumPaths.FirstOrDefault(File.Exists);

    private static readonly string[] Arguments =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>
    /// For waiting until a page has begun to come, where what follows waits for what it needs of it: the event of having
    /// come whole is missed now and then.
    /// </summary>
    public static readonly PageWaitForURLOptions Arrived = new() { WaitUntil = WaitUntilState.Commit };

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private BrowserApp(GiftCardsApp app, Uri address, IPlaywright playwright, IBrowser browser)
    {
        App = app;
        Address = address;
        this.playwright = playwright;
        this.browser = browser;
    }

    public GiftCardsApp App { get; }

    public Uri Address { get; }

    /// <summary>What the pages complained about on their consoles; must stay empty.</summary>
    public List<string> Complaints { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The line between browser and application, where it was asked for as one that can break.</summary>
    public BreakableLine? Line { get; private init; }

    public static async Task<BrowserApp> StartAsync(
        DatabaseProvider provider, bool canBreak = false, params (string Name, string Value)[] settings)
    {
        var chromium = Chromium;
        Required.Or(chromium is not null, "Chromium is not installed (Debian: apt-get install chromium).");
        var port = FreePort();
        var address = new Uri($"http://localhost:{port}");
        var app = await GiftCardsApp.StartAsync(
            provider,
            settings: [("environment", "Development"), ("Demo:Enabled", "true"), ("App:PublicUrl", address.ToString()), .. settings]);
        var line = canBreak ? BreakableLine.Open(port, FreePort()) : null;
        app.UseKestrel(line?.To ?? port);
        app.StartServer();
        SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Headless = true, Args = Arguments });
        return new BrowserApp(app, address, playwright, browser) { Line = line };
    }

    /// <summary>A person's own window: nothing is shared with the others.</summary>
    public async Task<IPage> OpenAsync(int width = 1280, int height = 900)
    {
        var context = await browser.NewContextAsync(new() { BaseURL = Address.ToString(), ViewportSize = new() { Width = width, Height = height } });
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{page.Url}: {error}");
        return page;
    }

    /// <summary>The newest kept mail whose text holds the given words; mail leaves a moment after its cause.</summary>
    public async Task<JsonElement> MailAsync(string words, string? to = null)
    {
        using var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        for (var attempt = 0; attempt < 120; attempt++)
        {
            using var list = JsonDocument.Parse(await client.GetStringAsync("/dev/mailbox", Token));
            foreach (var mail in list.RootElement.EnumerateArray())
            {
                if (mail.GetProperty("text").GetString()!.Contains(words, StringComparison.Ordinal)
                    && (to is null || mail.GetProperty("to").GetString() == to))
                {
                    return mail.Clone();
                }
            }

            await Task.Delay(250, Token);
        }

        throw new TimeoutException($"No mail with {words} arrived.");
    }

    /// <summary>The address in such a mail that begins with a path.</summary>
    public async Task<string> MailedLinkAsync(string path, string? about = null)
    {
        var text = (await MailAsync(about ?? path)).GetProperty("text").GetString()!;
        var from = text.IndexOf(new Uri(Address, path).ToString(), StringComparison.Ordinal);
        return text[from..].Split((char[]?)null, 2)[0];
    }

    /// <summary>Keeps a picture of the whole page beside the test's output.</summary>
    public static Task PictureAsync(IPage page, string name) =>
        page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}.png"), FullPage = true });

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        Line?.Dispose();
        await App.DisposeAsync();
    }

    private static string Pictures => Path.Combine(AppContext.BaseDirectory, "screenshots");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
