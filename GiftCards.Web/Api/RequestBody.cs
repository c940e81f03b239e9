using System.Buffers;
using System.Reflection;
using System.Text.Json;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace GiftCards.Web.Api;

/// <summary>
/// A request's JSON body, or why it could not be read; a filter answers the second case before the route runs.
/// </summary>
internal interface IRequestBody
{
    IReadOnlyList<DomainError> Errors { get; }
}

/// <summary>The JSON body of a request, strictly read.</summary>
internal sealed class RequestBody<T>
    : IRequestBody, IBindableFromHttpContext<RequestBody<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? value;

    private RequestBody(T? value, IReadOnlyList<DomainError> errors)
    {
        this.value = value;
        Errors = errors;
    }

    public IReadOnlyList<DomainError> Errors { get; }

    /// <summary>The body; asking a body with errors for it is a bug and throws.</summary>
    public T Value => value ?? throw new InvalidOperationException("The body could not be read.");

    public static async ValueTask<RequestBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!RequestBytes.IsJson(context.Request))
        {
            return new RequestBody<T>(null, [new UnsupportedMediaType()]);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(RequestBytes.MaxLength + 1);
        try
        {
            var length = await RequestBytes.ReadAsync(context.Request, buffer, context.RequestAborted);
            return length > RequestBytes.MaxLength
                ? new RequestBody<T>(null, [new BodyTooLarge(RequestBytes.MaxLength)])
                : Parse(buffer.AsSpan(0, length));
        }
        finally
        {
            // The body may hold a card's code.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static RequestBody<T> Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (JsonSerializer.Deserialize<T>(bytes, ApiJson.Options) is { } value && !JsonFaults.HasNullItem(bytes))
            {
                return new RequestBody<T>(value, []);
            }

            return new RequestBody<T>(null, JsonFaults.Find(bytes, typeof(T), null));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A lone surrogate in a string is reported as an invalid operation.
            return new RequestBody<T>(null, JsonFaults.Find(bytes, typeof(T), error as JsonException));
        }
    }
}

/// <summary>Reads the bytes of a body, up to the size the API takes.</summary>
internal static class RequestBytes
{
    public const int MaxLength = 64 * 1024;

    public static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>Fills the buffer; a body longer than <see cref="MaxLength"/> is not read to its end.</summary>
    public static async ValueTask<int> ReadAsync(
        HttpRequest request, byte[] buffer, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxLength)
        {
            return MaxLength + 1;
        }

        var length = 0;
        while (length <= MaxLength)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length, MaxLength + 1 - length), cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }
}
