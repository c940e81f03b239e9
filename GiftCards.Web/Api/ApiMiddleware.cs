using System.Globalization;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Web.Security;

namespace GiftCards.Web.Api;

/// <summary>
/// What every request under <c>/api</c> passes through: a request id, the caller, limits, and at the end a problem
/// document for whatever went wrong, so that nothing a client sends is answered with a bare error.
/// </summary>
internal sealed partial class ApiMiddleware(
    RequestDelegate next, RequestBuckets buckets, ApiKeyUsage usage, ILogger<ApiMiddleware> logger)
{
    public const string RequestIdHeader = "X-Request-Id";

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en");

    public async Task InvokeAsync(HttpContext context)
    {
        // Programs read these texts; people's language is a matter of pages.
        CultureInfo.CurrentCulture = English;
        CultureInfo.CurrentUICulture = English;
        context.Response.Headers[RequestIdHeader] = Problems.RequestIdOf(context);
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            if (await AdmitAsync(context) is { } refused)
            {
                await Problems.WriteAsync(context, [refused]);
                return;
            }

            await next(context);
            await ExplainAsync(context);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException
            && context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await FailAsync(context, error);
        }
        finally
        {
            if (context.Features.Get<KeyInUse>() is { } used)
            {
                usage.Count(used.Key, context.Response.StatusCode >= StatusCodes.Status400BadRequest);
            }
        }
    }

    /// <summary>Null when the request may go on to its route, with the caller left where the route finds it.</summary>
    private async Task<DomainError?> AdmitAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteAccess>() is not { } access)
        {
            return null;
        }

        var address = VisitorAddress.Of(context);
        Result<Actor> actor = access.ReadsToken
            ? await context.RequestServices.GetRequiredService<CallerFinder>().FindAsync(context, address)
            : new Actor.Anonymous(address);
        if (!actor.IsOk)
        {
            return actor.Error;
        }

        if (actor.Value is Actor.ApiKeyHolder key)
        {
            context.Features.Set(new KeyInUse(key));
        }

        if (actor.Value is Actor.ApiKeyHolder or { Person: not null } && Limit(context, actor.Value) is { } limited)
        {
            return limited;
        }

        context.Features.Set(new Caller(actor.Value with { From = address }, address, IdempotencyKeyOf(context)));
        return access.Refuse(actor.Value);
    }

    private RateLimited? Limit(HttpContext context, Actor actor)
    {
        var state = buckets.Take(actor.Label);
        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = ((int)Math.Ceiling(state.Reset.TotalSeconds)).ToString(
            CultureInfo.InvariantCulture);
        return state.IsAllowed ? null : new RateLimited(state.Reset);
    }

    /// <summary>A header that came twice is no key; its joined text holds a character that no key may have.</summary>
    private static string? IdempotencyKeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is { Count: > 0 } values ? string.Join(", ", values!) : null;

    /// <summary>Gives words to what routing refused without any.</summary>
    private static Task ExplainAsync(HttpContext context)
    {
        DomainError? error = context.Response.HasStarted || context.Response.ContentType is not null
            ? null
            : context.Response.StatusCode switch
            {
                StatusCodes.Status400BadRequest => new InvalidRequest(null, InvalidReason.Malformed),
                StatusCodes.Status404NotFound => new NotFound(),
                StatusCodes.Status405MethodNotAllowed => new MethodNotAllowed(),
                StatusCodes.Status413PayloadTooLarge => new BodyTooLarge(RequestBytes.MaxLength),
                StatusCodes.Status415UnsupportedMediaType => new UnsupportedMediaType(),
                _ => null,
            };
        return error is null ? Task.CompletedTask : Problems.WriteAsync(context, [error]);
    }

    private async Task FailAsync(HttpContext context, Exception error)
    {
        DomainError problem;
        switch (error)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                problem = new BodyTooLarge(RequestBytes.MaxLength);
                break;
            case BadHttpRequestException:
                problem = new InvalidRequest(null, InvalidReason.Malformed);
                break;
            case var away when DatabaseFailures.IsUnavailable(away):
                LogUnavailable(away);
                problem = new Unavailable();
                break;
            default:
                LogBroken(error);
                problem = new Broken();
                break;
        }

        await Problems.WriteAsync(context, [problem]);
    }

    /// <summary>The key that a request came with, to be counted when it is answered.</summary>
    private sealed record KeyInUse(Actor.ApiKeyHolder Key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database could not be reached.")]
    private partial void LogUnavailable(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed.")]
    private partial void LogBroken(Exception error);
}
