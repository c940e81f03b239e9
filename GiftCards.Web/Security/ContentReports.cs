using System.Globalization;
using System.Text.Json;
using GiftCards.Core.Access;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GiftCards.Web.Security;

/// <summary>
/// Takes what browsers report about the content policy. Anybody can send anything here, so little is read, little is
/// kept, and all of it is scrubbed: which rule, and the host that was kept out; never an address or a sample, in which
/// a code could stand.
/// </summary>
internal sealed partial class ContentReports(
    RateLimitOptions limits, TimeProvider time, ILogger<ContentReports> logger)
{
    public const string Path = "/content-reports";
    public const string Group = "csp";

    private const int MostBytes = 16 * 1024;
    private const int MostAtOnce = 10;
    private const int MostPerMinute = 30;

    private readonly Lock counting = new();
    private long minute;
    private int count;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost(Path, (HttpContext context, ContentReports reports, CancellationToken cancellationToken) =>
            reports.TakeAsync(context, cancellationToken))
        .AllowAnonymous()
        .DisableAntiforgery()
        .ExcludeFromDescription();

    /// <summary>The rules that were broken and the hosts kept out, scrubbed; empty for what is no report.</summary>
    internal static IReadOnlyList<(string Rule, string Blocked)> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            IEnumerable<JsonElement> reports = root.ValueKind switch
            {
                JsonValueKind.Array => root.EnumerateArray().Take(MostAtOnce).Select(one => Member(one, "body")),
                JsonValueKind.Object => [Member(root, "csp-report")],
                _ => [],
            };
            return [.. reports.Where(report => report.ValueKind == JsonValueKind.Object).Select(Scrub)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static (string Rule, string Blocked) Scrub(JsonElement report)
    {
        var rule = Text(report, "effectiveDirective") ?? Text(report, "effective-directive") ?? "";
        var blocked = Text(report, "blockedURL") ?? Text(report, "blocked-uri") ?? "";
        return (
            rule is { Length: > 0 and <= 40 } && rule.All(c => char.IsAsciiLetterLower(c) || c == '-') ? rule : "other",
            blocked switch
            {
                "inline" or "eval" or "data" or "blob" => blocked,
                _ when Uri.TryCreate(blocked, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" =>
                    new UriBuilder(blocked).Uri.IdnHost,
                _ => "other",
            });
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private async Task<StatusCodeHttpResult> TakeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!MayLog())
        {
            context.Response.Headers.RetryAfter = 60.ToString(CultureInfo.InvariantCulture);
            return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
        }

        var buffer = new byte[MostBytes + 1];
        var read = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, false, cancellationToken);
        if (read > MostBytes)
        {
            return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }

        foreach (var (rule, blocked) in Read(buffer.AsMemory(0, read)))
        {
            LogBlocked(rule, blocked);
        }

        return TypedResults.StatusCode(StatusCodes.Status204NoContent);
    }

    private bool MayLog()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (counting)
        {
            (minute, count) = (now, minute == now ? count + 1 : 1);
            return count <= (long)MostPerMinute * limits.Scale;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A browser kept something out by the content policy: {Rule}, {Blocked}")]
    private partial void LogBlocked(string rule, string blocked);
}
