using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace GiftCards.Web.Hosting;

/// <summary>
/// How much a request may bring, and how slowly. Pages that take files say themselves that they take more.
/// </summary>
internal static class BodyLimits
{
    /// <summary>More than any form without a file has.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>
    /// What is swallowed after a refusal, so that somebody who is still sending gets to read it; who sends more is cut
    /// off.
    /// </summary>
    private const int SwallowedBytes = 16 * 1024 * 1024;

    /// <summary>Whoever sends more slowly, once the first seconds are over, holds a connection for nothing.</summary>
    private const int SlowestBytesPerSecond = 240;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void AddBodyLimits(this IServiceCollection services) =>
        services.Configure<KestrelServerOptions>(options =>
        {
            options.Limits.MaxRequestBodySize = SwallowedBytes;
            options.Limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytesPerSecond, Grace);
        });

    /// <summary>
    /// Reads forms before anybody else does, so that one that is too large, too slow or none at all gets a page that
    /// says so. What is read is kept on the disk, not in memory, as long as the request lasts.
    /// </summary>
    public static void UseFormLimits(this IApplicationBuilder app) => app.Use(ReadFormAsync);

    private static async Task ReadFormAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Bytes;
        }

        if (HttpMethods.IsPost(request.Method) && context.GetEndpoint() is not null && request.HasFormContentType)
        {
            try
            {
                await request.ReadFormAsync(context.RequestAborted);
            }
            catch (Exception error) when (error is IOException or InvalidDataException)
            {
                context.Response.StatusCode =
                    (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
                return;
            }
        }

        try
        {
            await next(context);
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            // The server reads ahead, so whoever reads but the beginning may hear of the end of patience too.
            context.Response.StatusCode = error.StatusCode;
        }
    }
}
