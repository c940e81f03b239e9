using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Recognises merchants' programs by their keys.</summary>
public sealed class ApiKeyAuthenticator(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "sk_";

    private static readonly TimeSpan UseStep = TimeSpan.FromMinutes(1);

    /// <summary>Who holds the key; null when it is unknown, expired or revoked.</summary>
    public async Task<Actor.ApiKeyHolder?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var now = time.GetInstant();
        var hash = OpaqueToken.Hash(key);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one key; it says which merchant.
        var found = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, cancellationToken);
        if (found is null || found.RevokedAt <= now || found.ExpiresAt <= now)
        {
            return null;
        }

        if (found.LastUsedAt is null || now - found.LastUsedAt >= UseStep)
        {
            await context.ApiKeys.Where(k => k.MerchantId == found.MerchantId && k.Id == found.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(k => k.LastUsedAt, now), cancellationToken);
        }

        return new Actor.ApiKeyHolder(found.Id, found.MerchantId, found.Scopes);
    }
}
