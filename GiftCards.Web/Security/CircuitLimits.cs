using System.Globalization;
using GiftCards.Core.Access;

namespace GiftCards.Web.Security;

/// <summary>How many live connections of pages this node holds for everybody together.</summary>
internal sealed record CircuitCeiling(int Most)
{
    /// <summary>About 1.5 GB of memory.</summary>
    public const int Usual = 6_000;
}

/// <summary>
/// How many live connections of pages one person and one address may hold open at this node, and all together. Each is
/// memory here, so whoever opens pages without end is refused, and what is left of them stays for everybody else; those
/// who are here already stay when all are taken.
/// </summary>
internal sealed class CircuitLimits(RateLimitOptions options, CircuitCeiling ceiling)
{
    public const int PerPerson = 10;
    public const int PerAddress = 20;

    private const string Hub = "/_blazor";
    private const int RetrySeconds = 5;

    private readonly Dictionary<string, int> open = new(StringComparer.Ordinal);
    private readonly Lock counting = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (!path.StartsWithSegments(Hub))
        {
            await next(context);
            return;
        }

        // The connection itself counts, for as long as it lasts; what is asked before it begins is told the same.
        (string Who, int Most)[] holders =
        [
            ("everybody", ceiling.Most),
            ($"address {VisitorAddress.Of(context)}", PerAddress * options.Scale),
            .. SignInClaims.UserOf(context.User) is { } user
                ? [($"person {user}", PerPerson * options.Scale)]
                : Array.Empty<(string, int)>(),
        ];
        var isConnection = path == Hub && !HttpMethods.IsPost(context.Request.Method);
        if ((isConnection || path == $"{Hub}/negotiate") && !TryTake(holders, isConnection ? 1 : 0))
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = RetrySeconds.ToString(CultureInfo.InvariantCulture);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            if (isConnection)
            {
                GiveBack(holders);
            }
        }
    }

    private bool TryTake((string Who, int Most)[] holders, int count)
    {
        lock (counting)
        {
            if (Array.Exists(holders, holder => open.GetValueOrDefault(holder.Who) >= holder.Most))
            {
                return false;
            }

            foreach (var (who, _) in holders)
            {
                if (count > 0)
                {
                    open[who] = open.GetValueOrDefault(who) + count;
                }
            }

            return true;
        }
    }

    private void GiveBack((string Who, int Most)[] holders)
    {
        lock (counting)
        {
            foreach (var (who, _) in holders)
            {
                if (--open[who] <= 0)
                {
                    open.Remove(who);
                }
            }
        }
    }
}
