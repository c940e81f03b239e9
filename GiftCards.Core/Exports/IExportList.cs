using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Exports;

/// <summary>Which list is wanted, narrowed how.</summary>
/// <param name="Filters">By name, as the address of the list's page has them; nonsense asks nothing.</param>
/// <param name="Culture">The language of what people read.</param>
public sealed record ExportQuery(IReadOnlyDictionary<string, string> Filters, CultureInfo Culture)
{
    /// <summary>The headings in that language.</summary>
    internal ExportText Text { get; } = new(Culture);

    public string? this[string filter] => TextRules.Wanted(Filters.GetValueOrDefault(filter));

    /// <summary>A filter that is a calendar day.</summary>
    public DateOnly? Day(string filter) => DateOnly.TryParseExact(
        this[filter], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>A filter that is a whole number.</summary>
    public long? Number(string filter) => long.TryParse(
        this[filter], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A filter that names one of several values.</summary>
    public TEnum? One<TEnum>(string filter)
        where TEnum : struct, Enum => EnumText.TryParse<TEnum>(this[filter], out var one) ? one : null;

    /// <summary>A filter that is an id.</summary>
    public TId? Id<TId>(string filter)
        where TId : struct, ITypedId<TId> => PublicId.TryParse<TId>(this[filter], out var id) ? id : null;
}

/// <summary>
/// A list that can be taken away. It asks itself whether the actor may see it, as its page does.
/// </summary>
public interface IExportList
{
    /// <summary>What addresses and the audit trail call it, snake_case.</summary>
    string Name { get; }

    /// <summary>The filters that may stand in the audit trail; others say who somebody is.</summary>
    IReadOnlyList<string> PlainFilters { get; }

    /// <summary>
    /// Whether it holds sums of a business and names nobody. What names people is taken away but a few times an hour.
    /// </summary>
    bool IsOfFigures => false;

    /// <summary>Errors: those of the list's page.</summary>
    Task<Result<ExportTable>> OpenAsync(Actor actor, ExportQuery query, CancellationToken cancellationToken);
}
