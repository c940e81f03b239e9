using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GiftCards.Core.Bulk;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using GiftCards.Tests.Walk;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Web;

/// <summary>
/// Bodies that never end, or hardly ever come, sent to the real server over a real connection. What is measured here is
/// the whole process, so nothing runs beside it.
/// </summary>
[Collection(Alone)]
public sealed class EndlessBodyTests(EndlessBodyTests.ListeningWorld listening) : IClassFixture<EndlessBodyTests.ListeningWorld>
{
    private const string Alone = "Alone";
    private const int Megabyte = 1024 * 1024;
    private const string Form = "multipart/form-data; boundary=here";
    private const string FileBegins = "--here\r\nContent-Disposition: form-data; name=\"File\"; filename=\"x.png\"\r\n\r\n";
    private const string JsonBegins = "{\"email\":\"";

    /// <summary>What the two ends of a connection keep for each other, whatever anybody reads.</summary>
    private const long OnTheWay = 24 * Megabyte;

    /// <summary>Pages that take files, and the most that a request to each may have.</summary>
    private static readonly Dictionary<string, long> Uploads = new(StringComparer.Ordinal)
    {
        ["/account"] = FileLimits.RequestBytes,
        ["/merchant/start"] = FileLimits.RequestBytes,
        ["/merchant/verification"] = FileLimits.RequestBytes,
        ["/merchant/settings/branding"] = FileLimits.RequestBytes,
        ["/merchant/settings/campaigns"] = FileLimits.RequestBytes,
        ["/merchant/settings/designs"] = FileLimits.RequestBytes,
        ["/merchant/settings/gallery"] = FileLimits.RequestBytes,
        ["/merchant/cards/bulk"] = 2 * BulkIssue.MaxBytes,
    };

    private readonly RoleWorld world = listening.World;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Only_pages_that_take_files_take_more_than_a_form()
    {
        var larger = world.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(route => (Path: "/" + route.RoutePattern.RawText!.TrimStart('/'), Most: route.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize))
            .Where(route => route.Most is not null)
            .DistinctBy(route => route.Path)
            .ToDictionary(route => route.Path, route => route.Most!.Value);

        Assert.Equal(Uploads.OrderBy(one => one.Key), larger.OrderBy(one => one.Key));
    }

    [Fact]
    public async Task A_body_that_never_ends_is_refused_and_takes_no_memory()
    {
        var owner = await RoleClient.EnterAsync(world, Role.Owner);
        var files = await CountAsync();
        List<(string Path, string Type, string Begins, string Says, long Most)> all =
        [
            .. Uploads.Select(one => (one.Key, Form, FileBegins, $"button-primary\" href=\"{one.Key}\"", one.Value)),
            ("/account/sign-in", Form, FileBegins, "larger than this page takes", BodyLimits.Bytes),
            ("/preferences", "application/x-www-form-urlencoded", "theme=", "larger than this page takes", BodyLimits.Bytes),
            ("/content-reports", "application/reports+json", "[", "larger than this page takes", BodyLimits.Bytes),
            ("/api/v1/auth/login", "application/json", JsonBegins, "\"code\":\"invalid_request\"", 64 * 1024),
            ("/api/v1/gift-cards", "application/json", JsonBegins, "\"code\":\"invalid_request\"", 64 * 1024),
        ];

        // The first of each makes what is made once.
        foreach (var one in all)
        {
            await PourAsync(world.Address!, owner, one.Path, one.Type, one.Begins);
        }

        var live = GC.GetTotalMemory(forceFullCollection: true);
        var made = GC.GetTotalAllocatedBytes(precise: true);
        foreach (var (path, type, begins, says, most) in all)
        {
            var (answer, sent) = await PourAsync(world.Address!, owner, path, type, begins);

            Assert.True(answer.StartsWith("HTTP/1.1 413 ", StringComparison.Ordinal), $"{path} answered {answer}");
            Assert.Contains(says, answer, StringComparison.Ordinal);
            Assert.True(sent < most + OnTheWay, $"{path} took {sent} bytes, and {most} is the most");
        }

        // Reading them all into memory would take their limits; endless ones, everything.
        Assert.True(GC.GetTotalAllocatedBytes(precise: true) - made < all.Sum(one => one.Most), "bodies were read into memory");
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - live < FileLimits.RequestBytes, "bodies were kept in memory");
        Assert.Equal(files, await CountAsync());
    }

    [Theory]
    [InlineData("/account/sign-in", Form, FileBegins, 408)]
    [InlineData("/api/v1/auth/login", "application/json", JsonBegins, 400)]
    public async Task A_body_that_hardly_comes_is_waited_for_in_vain_only_for_seconds(string path, string type, string begins, int status)
    {
        var owner = await RoleClient.EnterAsync(world, Role.Owner);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));

        var (answer, sent) = await PourAsync(world.Address!, owner, path, type, begins, 1, timer);

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.True(sent < 1024, $"{sent} bytes were waited for");
    }

    // Sends until the other end has had enough, and hears what it says meanwhile.
    private static async Task<(string Answer, long Sent)> PourAsync(
        Uri address, RoleClient person, string path, string type, string begins, int step = 64 * 1024, PeriodicTimer? pace = null)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, Token);
        var request = $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nCookie: {person.Cookies}\r\n"
            + $"Authorization: {person.Authorization}\r\nIdempotency-Key: {Guid.NewGuid()}\r\n"
            + $"Content-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request + Chunk(begins)), Token);
        var hearing = HearAsync(socket);
        var more = Encoding.ASCII.GetBytes(Chunk(new string('a', step)));
        long sent = 0;
        try
        {
            while (sent < 1024L * Megabyte && !hearing.IsCompleted)
            {
                if (pace is not null)
                {
                    await pace.WaitForNextTickAsync(Token);
                }

                await socket.SendAsync(more, Token);
                sent += step;
            }
        }
        catch (SocketException)
        {
            // It was closed at the other end.
        }

        return (await hearing, sent);
    }

    private static async Task<string> HearAsync(Socket socket)
    {
        var (text, buffer) = (new StringBuilder(), new byte[16 * 1024]);
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, Token)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // What was said before the end has been heard.
        }

        return text.ToString();
    }

    private static string Chunk(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"{text.Length:x}\r\n{text}\r\n");

    private async Task<int> CountAsync()
    {
        await using var context = world.App.Database.OpenAcrossMerchants();
        return await context.Files.CountAsync(Token) + await context.BulkIssues.CountAsync(Token);
    }

    /// <summary>One of every role, behind a real connection.</summary>
    public sealed class ListeningWorld : IAsyncLifetime
    {
        public RoleWorld World { get; } = new();

        public ValueTask InitializeAsync() => World.InitializeAsync(isListening: true);

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }

    /// <summary>Nothing else runs while these do.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
