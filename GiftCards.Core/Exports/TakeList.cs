using System.Text.Json;
using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Exports;

/// <summary>Take a list away as a file.</summary>
/// <param name="List">Its name.</param>
/// <param name="Format">As which kind of file.</param>
/// <param name="Filters">What its page is narrowed by.</param>
/// <param name="Language">The language of what people read in it.</param>
public sealed record TakeList(
    string List, ExportFormat Format, IReadOnlyDictionary<string, string> Filters, string Language);

/// <summary>What somebody gets: the list at once, or the promise of a file.</summary>
/// <param name="Table">What stands in it; its rows are in memory.</param>
/// <param name="Format">How it is written.</param>
/// <param name="Waiting">The file that is written in the background, for a list that is too long to wait for.</param>
public sealed record TakenList(ExportTable Table, ExportFormat Format, ExportId? Waiting = null)
{
    /// <summary>What it is called.</summary>
    public string FileName => $"{Table.Name}.{Format.ToText()}";
}

/// <summary>
/// Gives any list as a file to those who may see it, a long one later, and writes that into the audit trail first. Only
/// people take lists away; support that looks at a merchant's pages takes nothing. Errors: those of the list,
/// <c>forbidden</c>, <c>sign_in_again</c> for an administrator who proved long ago who they are, <c>rate_limited</c>.
/// </summary>
public sealed class TakeListHandler(
    GiftCardsDatabase database,
    IEnumerable<IExportList> lists,
    ExportFiles files,
    AttemptLimiter limiter,
    TimeProvider time)
{
    /// <summary>How often somebody may take the same list.</summary>
    public const int PerHour = 5;

    /// <summary>
    /// How often somebody may take the same kind of figures, such as the statements of a year's payouts.
    /// </summary>
    public const int FiguresPerHour = 60;

    /// <summary>The most rows that somebody waits for; longer lists are written in the background.</summary>
    public const int AtOnce = 5_000;

    private readonly Dictionary<string, IExportList> byName =
        lists.ToDictionary(list => list.Name, StringComparer.Ordinal);

    public async Task<Result<TakenList>> HandleAsync(
        Actor actor, TakeList command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (actor is not (Actor.Staff or Actor.Administrator))
        {
            return new Forbidden();
        }

        if (RecentSignIn.RefuseAdministrator(actor, now) is { } refused)
        {
            return refused;
        }

        if (!byName.TryGetValue(command.List, out var list))
        {
            return new NotFound();
        }

        var culture = files.CultureOf(command.Format, Delivery.DeliveryText.CultureOf(command.Language));
        var query = new ExportQuery(command.Filters, culture);
        var table = await list.OpenAsync(actor, query, cancellationToken);
        if (!table.IsOk)
        {
            return table.Error;
        }

        var taken = await limiter.TakeAsync(
            "list-export",
            $"{actor.Label} {list.Name}",
            list.IsOfFigures ? FiguresPerHour : PerHour,
            TimeSpan.FromHours(1),
            cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        var rows = await table.Value.Rows.Take(AtOnce + 1).ToListAsync(cancellationToken);
        var waits = rows.Count > AtOnce ? Promise(actor, command, now) : null;
        await NoteAsync(actor, command, Plain(list, query), waits, now, cancellationToken);
        return new TakenList(table.Value with { Rows = ExportPages.Of(rows) }, command.Format, waits?.Id);
    }

    private static ListExport Promise(Actor actor, TakeList command, DateTimeOffset now) => new()
    {
        MerchantId = actor.Scope ?? MerchantId.Platform,
        Id = PublicId.New<ExportId>(now),
        RequestedBy = actor.Person!.Value,
        List = command.List,
        Format = command.Format,
        Filters = JsonSerializer.Serialize(command.Filters),
        Language = command.Language,
        State = ExportState.Waiting,
        Rows = 0,
        CreatedAt = now,
    };

    private static string Plain(IExportList list, ExportQuery query) => string.Join(
        ' ', list.PlainFilters.Where(name => query[name] is not null).Select(name => $"{name}={query[name]}"));

    private async Task NoteAsync(
        Actor actor,
        TakeList command,
        string filters,
        ListExport? waits,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var context = database.OpenFor(actor);
        if (waits is not null)
        {
            context.ListExports.Add(waits);
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.Exported, actor.Scope ?? MerchantId.Platform, AuditTargets.Export, command.List)
            {
                After = new { command.Format, Filters = filters },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
    }
}
