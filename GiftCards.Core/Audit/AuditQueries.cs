using System.Runtime.CompilerServices;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Audit;

/// <summary>One entry as it is read, with the names that its ids stand for today.</summary>
/// <param name="Entry">What was written down.</param>
/// <param name="Merchant">Whose matter it was; null for a merchant that is gone.</param>
/// <param name="ActorName">Who did it; null for programs, jobs, and people who are gone.</param>
/// <param name="TargetName">The person or merchant it was done to, where it was one.</param>
public sealed record AuditLine(AuditEntry Entry, MerchantSummary? Merchant, string? ActorName, string? TargetName)
{
    /// <summary>What changed, member by member.</summary>
    public IReadOnlyList<AuditChange> Changes => AuditChange.Of(Entry.Before, Entry.After);
}

/// <summary>
/// Reads the audit trail: those who run the platform with full rights or for support the whole of it, a merchant's
/// owner, and whoever else manages its team, what concerns that merchant, and so does support that looks at its pages.
/// </summary>
public sealed class AuditQueries(GiftCardsDatabase database)
{
    private const int Batch = 500;

    /// <summary>Entries that match, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<AuditLine>>> ListAsync(
        Actor actor, AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        await using var context = Open(actor);
        var entries = filter.Apply(context.AuditEntries.AsNoTracking());
        if (page.After is { } after)
        {
            var last = new AuditEntryId(after);
            entries = entries.Where(entry => entry.Id < last);
        }

        var rows = await entries.OrderByDescending(entry => entry.Id).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, entry => entry.Id.Value);
        var names = await AuditNames.OfAsync(database, cut.Data, cancellationToken);
        return cut.Select(names.Tell);
    }

    /// <summary>Null for those who may read; what they then see is narrowed to what is theirs.</summary>
    internal static DomainError? Refuse(Actor actor) => actor switch
    {
        Actor.Administrator admin when admin.Grants.Open(AdminAreas.Audit) => null,
        Actor.Support => null,
        Actor.Staff staff => staff.Refuse(Permissions.TeamManage, staff.Merchant),
        _ => new Forbidden(),
    };

    /// <summary>
    /// All entries that match, newest first, read as they are wanted; for exports, which ask who may themselves.
    /// </summary>
    internal async IAsyncEnumerable<SealedLine> ReadAsync(
        Actor actor, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AuditEntryId? last = null;
        int count;
        do
        {
            var lines = await BatchAsync(actor, filter, last, cancellationToken);
            foreach (var line in lines)
            {
                yield return line;
            }

            count = lines.Count;
            last = count > 0 ? lines[^1].Line.Entry.Id : last;
        }
        while (count == Batch);
    }

    private async Task<IReadOnlyList<SealedLine>> BatchAsync(
        Actor actor, AuditFilter filter, AuditEntryId? last, CancellationToken cancellationToken)
    {
        await using var context = Open(actor);
        var entries = filter.Apply(context.AuditEntries.AsNoTracking());
        if (last is { } before)
        {
            entries = entries.Where(entry => entry.Id < before);
        }

        var rows = await entries.OrderByDescending(entry => entry.Id).Take(Batch)
            .LeftJoin(
                context.AuditSeals.AsNoTracking(),
                entry => new { entry.MerchantId, EntryId = entry.Id },
                seal => new { seal.MerchantId, seal.EntryId },
                (entry, seal) => new { entry, seal })
            .OrderByDescending(row => row.entry.Id)
            .ToListAsync(cancellationToken);
        var names = await AuditNames.OfAsync(database, [.. rows.Select(row => row.entry)], cancellationToken);
        return [.. rows.Select(row => new SealedLine(names.Tell(row.entry), row.seal))];
    }

    private GiftCardsDbContext Open(Actor actor) => actor is Actor.Administrator
        ? database.OpenAcrossMerchants() // Those who run the platform read the whole trail.
        : database.OpenFor(actor);
}

/// <summary>An entry with its place in the chain; null within the first minute.</summary>
public sealed record SealedLine(AuditLine Line, AuditSeal? Seal);
