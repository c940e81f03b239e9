using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Ledger;

/// <summary>Finds out whether a key was used before.</summary>
internal static class IdempotencyLookup
{
    public static Task<IdempotencyRecord?> FindAsync(
        GiftCardsDbContext context, IdempotencyKey key, CancellationToken cancellationToken) =>
        context.IdempotencyRecords.AsNoTracking().SingleOrDefaultAsync(
            record => record.Scope == key.Scope && record.Operation == key.Operation && record.Key == key.Key,
            cancellationToken);

    /// <summary>
    /// What the key did before: null for nothing yet, the subject of its effect, or a refusal when it was used for
    /// another command.
    /// </summary>
    public static async Task<Result<Guid?>> SubjectAsync(
        GiftCardsDbContext context, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var record = await FindAsync(context, key, cancellationToken);
        return record switch
        {
            null => (Guid?)null,
            _ when record.Fingerprint.AsSpan().SequenceEqual(key.Fingerprint) => (Guid?)record.SubjectId,
            _ => new IdempotencyKeyReused(),
        };
    }
}
