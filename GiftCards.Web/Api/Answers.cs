using GiftCards.Core.Common;

namespace GiftCards.Web.Api;

/// <summary>Turns what use cases answer into HTTP.</summary>
internal static class Answers
{
    public const string Replayed = "Idempotent-Replayed";

    public static IResult Json<TBody>(TBody body, int status = StatusCodes.Status200OK) =>
        Results.Json(body, ApiJson.Options, "application/json", status);

    public static IResult Of<T, TBody>(Result<T> result, Func<T, TBody> map, int status = StatusCodes.Status200OK) =>
        result.IsOk ? Json(map(result.Value), status) : Refuse(result.Error);

    /// <summary>
    /// An effect that an idempotency key guards: the same status both times, and a header that tells the second.
    /// </summary>
    public static IResult Once<T, TBody>(
        HttpContext context, Result<Answer<T>> result, Func<T, TBody> map, int status = StatusCodes.Status201Created)
    {
        if (!result.IsOk)
        {
            return Refuse(result.Error);
        }

        if (result.Value.IsReplay)
        {
            context.Response.Headers[Replayed] = "true";
        }

        return Json(map(result.Value.Value), status);
    }

    public static IResult Refuse(DomainError error) => new ProblemResult(error);
}
