using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GiftCards.Benchmarks.Circuits;

/// <summary>
/// A page with its circuit as a browser has it: the page is asked for, its descriptors are handed to the hub, every batch
/// is acknowledged and every call of a script is answered with nothing.
/// </summary>
internal sealed partial class LiveCircuit(HttpClient http, Uri page, string? cookie) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly SemaphoreSlim sending = new(1);
    private readonly TaskCompletionSource started = New();
    private readonly TaskCompletionSource rendered = New();
    private readonly TaskCompletionSource attached = New();
    private TaskCompletionSource next = New();
    private long renderer;
    private long handler;
    private long calls;

    /// <summary>How many batches came.</summary>
    public int Batches { get; private set; }

    /// <summary>Whether there is something to click on.</summary>
    public bool HasHandler => handler > 0;

    /// <summary>Whether its connection still stands.</summary>
    public bool IsOpen => socket.State == WebSocketState.Open;

    /// <summary>Opens it until its first batch; answers with the status of what refused it, or null.</summary>
    public async Task<HttpStatusCode?> OpenAsync()
    {
        var html = await TextAsync(HttpMethod.Get, page);
        var markers = Marker().Matches(html).Select(match => match.Groups[1].Value)
            .Where(marker => marker.Contains("descriptor", StringComparison.Ordinal)).ToList();
        if (markers.Count == 0)
        {
            throw new InvalidOperationException($"{page} opens no circuit.");
        }

        var state = State().Match(html) is { Success: true } found ? found.Groups[1].Value : "";
        using var asked = Request(HttpMethod.Post, new Uri(page, "/_blazor/negotiate?negotiateVersion=1"));
        using var negotiated = await http.SendAsync(asked);
        if (!negotiated.IsSuccessStatusCode)
        {
            return negotiated.StatusCode;
        }

        using var answer = JsonDocument.Parse(await negotiated.Content.ReadAsStringAsync());
        var token = answer.RootElement.GetProperty("connectionToken").GetString()!;
        socket.Options.SetRequestHeader("Origin", page.GetLeftPart(UriPartial.Authority));
        if (cookie is not null)
        {
            socket.Options.SetRequestHeader("Cookie", cookie);
        }

        await socket.ConnectAsync(
            new UriBuilder(page) { Scheme = "ws", Path = "/_blazor", Query = $"id={Uri.EscapeDataString(token)}" }.Uri,
            CancellationToken.None);
        await socket.SendAsync(
            Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"),
            WebSocketMessageType.Text,
            true,
            CancellationToken.None);
        _ = Task.Run(ReceiveAsync);
        await SendAsync(BlazorPack.Call(
            "0", "StartCircuit", $"{page.GetLeftPart(UriPartial.Authority)}/", page.AbsoluteUri, "[]", state));
        await started.Task.WaitAsync(Patience);
        await attached.Task.WaitAsync(Patience);
        var operations = markers.Select((marker, i) =>
            $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{marker}}}");
        await SendAsync(BlazorPack.Call(
            null, "UpdateRootComponents", $"{{\"batchId\":1,\"operations\":[{string.Join(',', operations)}]}}", state));
        await rendered.Task.WaitAsync(Patience);
        return null;
    }

    /// <summary>Clicks on the first thing that can be clicked on, until the click is dealt with.</summary>
    public async Task<TimeSpan> ClickAsync()
    {
        next = New();
        var start = Stopwatch.GetTimestamp();
        var what = $$"""[{"eventHandlerId":{{handler}},"eventName":"click","eventFieldInfo":null},{"type":"click","detail":1,"button":0}]""";
        var call = (++calls).ToString(CultureInfo.InvariantCulture);
        await SendAsync(BlazorPack.Call(
            null, "BeginInvokeDotNetFromJS", call, null, "DispatchEventAsync", renderer, what));
        await next.Task.WaitAsync(Patience);
        return Stopwatch.GetElapsedTime(start);
    }

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        sending.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(byte[] message)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Binary, true, CancellationToken.None);
        }
        finally
        {
            sending.Release();
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var (length, isGreeted) = (0, false);
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += received.Count;
                var at = 0;
                if (!isGreeted)
                {
                    at = Array.IndexOf(buffer, (byte)0x1e, 0, length) + 1;
                    isGreeted = at > 0;
                }

                while (isGreeted && Next(buffer.AsSpan(at, length - at)) is var (head, body))
                {
                    await HearAsync(BlazorPack.Read(buffer.AsSpan(at + head, body)));
                    at += head + body;
                }

                Buffer.BlockCopy(buffer, at, buffer, 0, length - at);
                length -= at;
            }
        }
        catch (Exception error) when (error is WebSocketException or InvalidDataException or ObjectDisposedException)
        {
            foreach (var waiting in new[] { started, attached, rendered, next })
            {
                waiting.TrySetException(error);
            }
        }
    }

    private static (int Head, int Body)? Next(ReadOnlySpan<byte> bytes)
    {
        var (length, shift) = (0, 0);
        for (var i = 0; i < bytes.Length; i++, shift += 7)
        {
            length |= (bytes[i] & 0x7f) << shift;
            if (bytes[i] < 0x80)
            {
                return i + 1 + length <= bytes.Length ? (i + 1, length) : null;
            }
        }

        return null;
    }

    private async Task HearAsync(IReadOnlyList<object?> message)
    {
        switch (message[0])
        {
            case 3L when message[3] is 1L:
                throw new InvalidDataException($"The hub refused: {message[4]}");
            case 3L:
                started.TrySetResult();
                break;
            case 7L:
                throw new InvalidDataException("The hub closed the circuit.");
            case 1L:
                await AnswerAsync((string)message[3]!, (IReadOnlyList<object?>)message[4]!);
                break;
        }
    }

    private async Task AnswerAsync(string target, IReadOnlyList<object?> arguments)
    {
        switch (target)
        {
            case "JS.RenderBatch":
                Batches++;
                Look((byte[])arguments[1]!);
                await SendAsync(BlazorPack.Call(null, "OnRenderCompleted", (long)arguments[0]!, null));
                rendered.TrySetResult();
                break;
            case "JS.EndInvokeDotNet":
                next.TrySetResult();
                break;
            case "JS.BeginInvokeJS":
                if (Interop().Match((string?)arguments[2] ?? "") is { Success: true } made)
                {
                    renderer = long.Parse(made.Groups[1].Value, CultureInfo.InvariantCulture);
                    attached.TrySetResult();
                }

                if (arguments[0] is long call and not 0)
                {
                    // A script that was asked for is an object; nothing else is answered with a value.
                    var result = arguments[3] is 1L ? "{\"__jsObjectId\":1}" : "null";
                    await SendAsync(BlazorPack.Call(null, "EndInvokeJSFromDotNet", call, true, $"[{call},true,{result}]"));
                }

                break;
            case "JS.Error":
                throw new InvalidDataException($"The circuit failed: {arguments[0]}");
        }
    }

    // The frames of a batch, 20 bytes each: of attributes the name, and last the handler of an event.
    private void Look(byte[] batch)
    {
        int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(batch.AsSpan(at));
        var (frames, names) = (Int(batch.Length - 16), Int(batch.Length - 4));
        for (var i = 0; i < Int(frames); i++)
        {
            var frame = frames + 4 + (20 * i);
            var made = Int(frame) == 3 ? BinaryPrimitives.ReadInt64LittleEndian(batch.AsSpan(frame + 12)) : 0;
            if (made > 0 && Int(frame + 4) is >= 0 and var name && IsClick(batch.AsSpan(Int(names + (4 * name)))))
            {
                handler = made;
                return;
            }
        }
    }

    private static bool IsClick(ReadOnlySpan<byte> text) => text[0] == 7 && text[1..].StartsWith("onclick"u8);

    private async Task<string> TextAsync(HttpMethod method, Uri at)
    {
        using var request = Request(method, at);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private HttpRequestMessage Request(HttpMethod method, Uri at)
    {
        var request = new HttpRequestMessage(method, at);
        request.Headers.Add("Origin", page.GetLeftPart(UriPartial.Authority));
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return request;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();

    [GeneratedRegex("__dotNetObject\":(\\d+)")]
    private static partial Regex Interop();
}
