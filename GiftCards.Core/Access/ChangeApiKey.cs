using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Put a new key in the place of one, which goes on working for a while.</summary>
/// <param name="Merchant">Whose key it is.</param>
/// <param name="Key">The key that is replaced.</param>
/// <param name="OldUntil">Until when the old one works besides, at most a week ahead.</param>
public sealed record RotateApiKey(MerchantId Merchant, ApiKeyId Key, DateTimeOffset OldUntil);

/// <summary>
/// Rotates: the new key has the name, scopes and expiry of the old one, which ends at the time that was chosen. Errors:
/// <c>forbidden</c>, <c>not_found</c>, <c>beyond_own_rights</c>, <c>invalid_request</c>, <c>conflict</c> for a key
/// that was revoked, has expired or has been replaced already.
/// </summary>
public sealed class RotateApiKeyHandler(GiftCardsDatabase database, TimeProvider time)
{
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    public async Task<Result<CreatedApiKey>> HandleAsync(
        Actor actor, RotateApiKey command, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.KeysManage, command.Merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        if (command.OldUntil < now || command.OldUntil > now + LongestOverlap)
        {
            return new InvalidRequest("oldUntil", InvalidReason.Date, (int)LongestOverlap.TotalDays);
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var old = await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(
            key => key.MerchantId == command.Merchant && key.Id == command.Key, cancellationToken);
        if (old is null)
        {
            return new NotFound();
        }

        if (KeyRules.RefuseScopes(actor, old.MerchantId, old.Scopes) is { } beyond)
        {
            return beyond;
        }

        var secret = OpaqueToken.Create(
            ApiKeyAuthenticator.Prefix + (KeyRules.IsLive(old.Preview) ? "live_" : "test_"));
        var row = CreateApiKeyHandler.Row(old.MerchantId, old.Name, secret, old.Scopes, now, old.ExpiresAt);
        var ends = old.ExpiresAt < command.OldUntil ? old.ExpiresAt : command.OldUntil;

        // Two who rotate at once would leave a key that nobody knows of; the guard lets one of them.
        var replaced = await context.ApiKeys
            .Where(key => key.MerchantId == old.MerchantId && key.Id == old.Id && key.ReplacedBy == null
                && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now))
            .ExecuteUpdateAsync(
                update => update.SetProperty(key => key.ReplacedBy, row.Id).SetProperty(key => key.ExpiresAt, ends),
                cancellationToken);
        if (replaced == 0)
        {
            return new Conflict();
        }

        context.ApiKeys.Add(row);
        var note = new AuditNote(AuditActions.ApiKeyRotated, old.MerchantId, AuditTargets.ApiKey, old.Id.ToString())
        {
            Before = new { old.ExpiresAt },
            After = new { ExpiresAt = ends, ReplacedBy = row.Id },
        };
        context.Record(actor, note, now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new CreatedApiKey(row.Id, secret, row.Preview);
    }
}

/// <summary>End a key.</summary>
public sealed record RevokeApiKey(MerchantId Merchant, ApiKeyId Key);

/// <summary>
/// Revokes; every node refuses the key within five seconds. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>conflict</c> for one that was revoked before.
/// </summary>
public sealed class RevokeApiKeyHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, RevokeApiKey command, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.KeysManage, command.Merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await context.ApiKeys
            .Where(key => key.MerchantId == command.Merchant && key.Id == command.Key && key.RevokedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(key => key.RevokedAt, now), cancellationToken);
        if (revoked == 0)
        {
            return await context.ApiKeys.AnyAsync(
                key => key.MerchantId == command.Merchant && key.Id == command.Key, cancellationToken)
                    ? new Conflict()
                    : new NotFound();
        }

        context.Record(
            actor,
            new AuditNote(
                AuditActions.ApiKeyRevoked, command.Merchant, AuditTargets.ApiKey, command.Key.ToString()),
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>What holds for every change of a key.</summary>
internal static class KeyRules
{
    /// <summary>Null when a program with these scopes could do no more than the actor.</summary>
    public static DomainError? RefuseScopes(Actor actor, MerchantId merchant, Permissions scopes) =>
        (scopes & ~actor.At(merchant)) == Permissions.None ? null : new BeyondOwnRights();

    /// <summary>Whether a key of this beginning is for earnest use.</summary>
    public static bool IsLive(string preview) =>
        preview.StartsWith(ApiKeyAuthenticator.Prefix + "live_", StringComparison.Ordinal);
}
