using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Web.Security;

namespace GiftCards.Web.Api;

/// <summary>
/// Finds out who sends a request, from its bearer token alone: a merchant's API key, a person's access token, or an
/// order's own token. Cookies mean nothing here.
/// </summary>
internal sealed class CallerFinder(
    ApiKeyAuthenticator keys, SessionTokens sessions, ActorResolver actors, OrderQueries orders, GuessGuard guesses)
{
    public const string MerchantHeader = "GiftCards-Merchant";

    private const string Scheme = "Bearer ";
    private const int MaxToken = 512;

    /// <summary>
    /// Errors: <c>unauthenticated</c>, <c>rate_limited</c>, <c>not_found</c> for a merchant that is named in vain,
    /// <c>second_factor_required</c>.
    /// </summary>
    public async Task<Result<Actor>> FindAsync(HttpContext context, string address)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return new Actor.Anonymous(address);
        }

        var cancellationToken = context.RequestAborted;
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        if (token.Length is 0 or > MaxToken)
        {
            return await guesses.MissedTokenAsync(address, cancellationToken);
        }

        if (token.StartsWith(ApiKeyAuthenticator.Prefix, StringComparison.Ordinal))
        {
            return await keys.FindAsync(token, cancellationToken) is { } key
                ? key
                : await guesses.MissedTokenAsync(address, cancellationToken);
        }

        if (await sessions.FindAsync(token, cancellationToken) is { } signedIn)
        {
            return await ForSessionAsync(context, signedIn, cancellationToken);
        }

        return await orders.FindByTokenAsync(token, cancellationToken) is { } order
            ? new Actor.OrderHolder(order)
            : await guesses.MissedTokenAsync(address, cancellationToken);
    }

    private async Task<Result<Actor>> ForSessionAsync(
        HttpContext context, SignedIn signedIn, CancellationToken cancellationToken)
    {
        if (context.Request.Headers[MerchantHeader].ToString() is not { Length: > 0 } named)
        {
            return await actors.ForSessionAsync(signedIn, null, cancellationToken);
        }

        return PublicId.TryParse<MerchantId>(named, out var merchant)
            ? await actors.ForSessionAsync(signedIn, merchant, cancellationToken)
            : new NotFound();
    }
}
