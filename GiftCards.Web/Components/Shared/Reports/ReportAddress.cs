using GiftCards.Core.Common;
using GiftCards.Core.Reports;

namespace GiftCards.Web.Components.Shared.Reports;

/// <summary>What a report is asked for, as it stands in an address.</summary>
public sealed record ReportAddress(string Path, IReadOnlyList<(string Name, string? Value)> Parts)
{
    public string? this[string name] => Parts.FirstOrDefault(part => part.Name == name).Value;

    public ReportQuery Query => ReportQuery.Read(name => this[name]);

    public static ReportAddress Of(string path, HttpContext? context) => new(
        path, [.. ReportQuery.Names.Select(name => (name, OrNull(context?.Request.Query[name].ToString())))]);

    /// <summary>The same with one part changed.</summary>
    public string With(string name, string? value) =>
        QueryText.Of(Path, [.. Parts.Select(part => part.Name == name ? (name, value) : part)]);

    /// <summary>The same with the chart of another currency.</summary>
    public string WithChart(string? currency) => QueryText.Of(Path, [.. Parts, ("chart", currency)]);

    /// <summary>Another report of the same days.</summary>
    public string Of(ReportKind kind) =>
        QueryText.Of(Path, ("kind", kind.ToText()), ("from", this["from"]), ("until", this["until"]));

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
