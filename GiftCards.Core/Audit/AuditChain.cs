using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Audit;

/// <summary>
/// Proves the audit trail: reads the chain link by link, works each hash out again, and looks for entries that no link
/// covers.
/// </summary>
public sealed class AuditChain(GiftCardsDatabase database, TimeProvider time)
{
    public const string Name = "audit-chain";

    public const string Statement =
        "Every entry of the audit trail is as it was when it was chained, each link follows from the one before, and none is missing.";

    private const int Batch = 500;

    /// <summary>
    /// Reads the whole chain, or what was chained in the last days. Its finding names the first link that is broken.
    /// </summary>
    public async Task<InvariantFinding> CheckAsync(int? lastDays, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The chain is one over all merchants.
        var walk = new Walk();
        if (lastDays is { } days)
        {
            await SkipAsync(context, walk, time.GetInstant().AddDays(-days), cancellationToken);
        }

        while (await StepAsync(context, walk, cancellationToken))
        {
        }

        var missed = 0;
        if (await SealAuditHandler.ReachAsync(context, cancellationToken) is { } since)
        {
            missed = await SealAuditHandler.Open(context).CountAsync(entry => entry.At < since, cancellationToken);
        }

        return new InvariantFinding(Name, Statement, walk.Count + missed, walk.Broken + missed)
        {
            Detail = walk.First is { } first
                ? string.Create(CultureInfo.InvariantCulture, $"first broken link: {first}")
                : missed > 0 ? "entries that no link covers" : null,
        };
    }

    // Where part of the chain is read, it is believed up to there.
    private static async Task SkipAsync(
        GiftCardsDbContext context, Walk walk, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var before = await context.AuditSeals.AsNoTracking()
            .Where(seal => seal.SealedAt < since)
            .OrderByDescending(seal => seal.Position)
            .FirstOrDefaultAsync(cancellationToken);
        if (before is not null)
        {
            (walk.Position, walk.Hash) = (before.Position, before.Hash);
        }
    }

    private static async Task<bool> StepAsync(
        GiftCardsDbContext context, Walk walk, CancellationToken cancellationToken)
    {
        var position = walk.Position;
        var links = await context.AuditSeals.AsNoTracking()
            .Where(seal => seal.Position > position)
            .OrderBy(seal => seal.Position)
            .Take(Batch)
            .GroupJoin(
                context.AuditEntries.AsNoTracking(),
                seal => new { seal.MerchantId, seal.EntryId },
                entry => new { entry.MerchantId, EntryId = entry.Id },
                (seal, entries) => new { seal, entries })
            .SelectMany(row => row.entries.DefaultIfEmpty(), (row, entry) => new { row.seal, entry })
            .OrderBy(row => row.seal.Position)
            .ToListAsync(cancellationToken);
        foreach (var link in links)
        {
            walk.Take(link.seal, link.entry);
        }

        return links.Count == Batch;
    }

    private sealed class Walk
    {
        public long Position { get; set; }

        public byte[] Hash { get; set; } = AuditSeal.Beginning;

        public int Count { get; private set; }

        public int Broken { get; private set; }

        public long? First { get; private set; }

        // After a break it goes on from what stands there, so that what is whole behind it counts as whole.
        public void Take(AuditSeal seal, AuditEntry? entry)
        {
            Count++;
            if (seal.Position != Position + 1 || entry is null
                || !AuditSeal.HashOf(Hash, seal.Position, entry).AsSpan().SequenceEqual(seal.Hash))
            {
                Broken++;
                First ??= Position + 1;
            }

            (Position, Hash) = (seal.Position, seal.Hash);
        }
    }
}
