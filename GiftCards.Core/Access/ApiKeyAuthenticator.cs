using System.Collections.Concurrent;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Access;

/// <summary>Recognises merchants' programs by their keys.</summary>
public sealed partial class ApiKeyAuthenticator(
    GiftCardsDatabase database, TimeProvider time, ILogger<ApiKeyAuthenticator> logger)
{
    /// <summary>How every key begins.</summary>
    public const string Prefix = "sk_";

    private static readonly TimeSpan UseStep = TimeSpan.FromMinutes(1);

    /// <summary>How long a key is known without asking again: a revoked one is refused everywhere within 5 s.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(3);

    // Only keys that exist come in here, so that nobody can fill it.
    private readonly ConcurrentDictionary<string, Seen> seen = new(StringComparer.Ordinal);

    /// <summary>Who holds the key; null when it is unknown, expired or revoked.</summary>
    public async Task<Actor.ApiKeyHolder?> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var now = time.GetInstant();
        var hash = OpaqueToken.Hash(key);
        var name = Convert.ToHexString(hash);
        if (seen.TryGetValue(name, out var known) && now >= known.At && now - known.At < Known)
        {
            return known.Key.ExpiresAt <= now ? null : HolderOf(known.Key);
        }

        seen.TryRemove(name, out _);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one key; it says which merchant.
        var found = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(k => k.Hash == hash, cancellationToken);
        if (found is null || found.RevokedAt <= now || found.ExpiresAt <= now)
        {
            return null;
        }

        seen[name] = new Seen(found, now);

        if (found.LastUsedAt is null || now - found.LastUsedAt >= UseStep)
        {
            await NoteUseAsync(context, found, now, cancellationToken);
        }

        return HolderOf(found);
    }

    private static Actor.ApiKeyHolder HolderOf(ApiKey key) => new(key.Id, key.MerchantId, key.Scopes);

    // When a key was last used is good to know and no reason to turn its holder away, as on a disk that is full.
    private async Task NoteUseAsync(
        GiftCardsDbContext context, ApiKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await context.ApiKeys.Where(k => k.MerchantId == key.MerchantId && k.Id == key.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(k => k.LastUsedAt, now), cancellationToken);
        }
        catch (Exception error) when (DatabaseFailures.IsUnavailable(error))
        {
            LogUseNotNoted(key.Id, error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The use of key {Key} could not be noted: {Failure}")]
    private partial void LogUseNotNoted(ApiKeyId key, string failure);

    private sealed record Seen(ApiKey Key, DateTimeOffset At);
}
