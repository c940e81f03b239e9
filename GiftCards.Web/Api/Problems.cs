using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using GiftCards.Core.Common;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Hosting;

namespace GiftCards.Web.Api;

/// <summary>A refusal as RFC 9457 words it.</summary>
internal sealed record ProblemBody
{
    /// <summary>Address of the code's explanation.</summary>
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What went wrong this time, in English.</summary>
    public required string Detail { get; init; }

    /// <summary>Stable; programs decide by this.</summary>
    public required string Code { get; init; }

    /// <summary>The same as the header <c>X-Request-Id</c>.</summary>
    public required string TraceId { get; init; }

    /// <summary>Which fields are at fault, and why.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }
}

/// <summary>Turns refusals into problem documents: one place for status, words and headers.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static string RequestIdOf(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    public static int StatusOf(DomainError error) => error switch
    {
        UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        BodyTooLarge => StatusCodes.Status413PayloadTooLarge,
        MethodNotAllowed => StatusCodes.Status405MethodNotAllowed,
        Broken => StatusCodes.Status500InternalServerError,
        _ => StatusOf(error.Kind),
    };

    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Invalid => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Refused => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.Limited => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Writes the problem of one refusal, or of several wrong fields at once.</summary>
    public static async Task WriteAsync(HttpContext context, IReadOnlyList<DomainError> errors)
    {
        var error = errors[0];
        var status = StatusOf(error);
        var texts = context.RequestServices.GetRequiredService<ErrorText>();
        AddHeaders(context.Response, error);
        context.Response.StatusCode = status;
        var body = new ProblemBody
        {
            Type = context.RequestServices.GetRequiredService<PublicAddress>().Of($"/developers#{error.Code}"),
            Title = ProblemCatalogue.TitleOf(error.Code),
            Status = status,
            Detail = error is InvalidRequest { Field: { } field } ? $"{field}: {texts.Of(error)}" : texts.Of(error),
            Code = error.Code,
            TraceId = RequestIdOf(context),
            Errors = FieldsOf(errors, texts),
        };
        await context.Response.WriteAsJsonAsync(body, ApiJson.Options, ContentType, context.RequestAborted);
    }

    private static Dictionary<string, IReadOnlyList<string>>? FieldsOf(
        IReadOnlyList<DomainError> errors, ErrorText texts)
    {
        var fields = errors
            .Where(error => error.Field is not null)
            .GroupBy(error => error.Field!, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                IReadOnlyList<string> (group) => [.. group.Select(texts.Of).Distinct(StringComparer.Ordinal)],
                StringComparer.Ordinal);
        return fields.Count > 0 ? fields : null;
    }

    private static void AddHeaders(HttpResponse response, DomainError error)
    {
        switch (error)
        {
            case { Kind: ErrorKind.Unauthenticated }:
                response.Headers.WWWAuthenticate = "Bearer realm=\"GiftCards\"";
                break;
            case RateLimited limited:
                response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(limited.RetryAfter.TotalSeconds))
                    .ToString(CultureInfo.InvariantCulture);
                break;
            case Unavailable:
                response.Headers.RetryAfter = "5";
                break;
            default:
                break;
        }
    }
}

/// <summary>A route's refusal.</summary>
internal sealed class ProblemResult(params IReadOnlyList<DomainError> errors) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Problems.WriteAsync(httpContext, errors);
}
