using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Audit;

/// <summary>
/// Chains what was written to the audit trail since the last time. Writers never wait for each other: an entry is
/// chained once it is committed, in whatever order that was. Nodes may run it at the same time: a position is taken
/// once, and who comes second leaves it to the first.
/// </summary>
public sealed partial class SealAuditHandler(
    GiftCardsDatabase database, TimeProvider time, ILogger<SealAuditHandler> logger)
{
    /// <summary>
    /// How much older than the newest chained entry one may be and still come: a transaction that takes longer has
    /// died. What is older is not chained any more; proving the chain finds it.
    /// </summary>
    internal static readonly TimeSpan Lateness = TimeSpan.FromDays(1);

    private const int Batch = 500;

    /// <summary>Chains all that waits; answers with how many entries that were.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        int done;
        do
        {
            done = await SealAsync(cancellationToken);
            count += done;
        }
        while (done == Batch);

        return count;
    }

    /// <summary>Entries that are not chained; those that a look-up by time can find quickly.</summary>
    internal static IQueryable<AuditEntry> Open(GiftCardsDbContext context) =>
        context.AuditEntries.AsNoTracking().Where(entry => !context.AuditSeals.Any(
            seal => seal.MerchantId == entry.MerchantId && seal.EntryId == entry.Id));

    /// <summary>Since when an entry can still be chained; null while nothing is.</summary>
    internal static async Task<DateTimeOffset?> ReachAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var newest = await context.AuditSeals
            .OrderByDescending(seal => seal.Position)
            .Take(1)
            .Join(
                context.AuditEntries,
                seal => new { seal.MerchantId, seal.EntryId },
                entry => new { entry.MerchantId, EntryId = entry.Id },
                (seal, entry) => (DateTimeOffset?)entry.At)
            .SingleOrDefaultAsync(cancellationToken);
        return newest - Lateness;
    }

    private async Task<int> SealAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The chain is one over all merchants.
        var open = Open(context);
        if (await ReachAsync(context, cancellationToken) is { } since)
        {
            open = open.Where(entry => entry.At >= since);
        }

        var entries = await open.OrderBy(entry => entry.At).ThenBy(entry => entry.Id).Take(Batch)
            .ToListAsync(cancellationToken);
        if (entries.Count == 0)
        {
            return 0;
        }

        var last = await context.AuditSeals.AsNoTracking()
            .OrderByDescending(seal => seal.Position)
            .FirstOrDefaultAsync(cancellationToken);
        var (position, hash) = (last?.Position ?? 0, last?.Hash ?? AuditSeal.Beginning);
        var now = time.GetInstant();
        foreach (var entry in entries)
        {
            position++;
            hash = AuditSeal.HashOf(hash, position, entry);
            context.AuditSeals.Add(new AuditSeal
            {
                Position = position,
                MerchantId = entry.MerchantId,
                EntryId = entry.Id,
                Hash = hash,
                SealedAt = now,
            });
        }

        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return 0; // Another node took these positions.
        }

        LogSealed(entries.Count, position, Convert.ToHexStringLower(hash));
        return entries.Count;
    }

    [LoggerMessage(
        LogLevel.Information, "{Count} entries of the audit trail are chained up to position {Position}, hash {Hash}")]
    private partial void LogSealed(int count, long position, string hash);
}
