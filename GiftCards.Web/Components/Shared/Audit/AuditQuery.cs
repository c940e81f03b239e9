using System.Globalization;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Shared.Audit;

/// <summary>
/// What a search of the audit trail asks, as it stands in an address or a form; nonsense asks nothing.
/// </summary>
public sealed record AuditQuery(
    string? From, string? Until, string? Actor, string? Action, string? Merchant, string? Target)
{
    public AuditFilter Filter => new()
    {
        From = DayOf(From),
        Until = DayOf(Until),
        Actor = Actor,
        Action = Action,
        Merchant = PublicId.TryParse<MerchantId>(Merchant, out var merchant) ? merchant : null,
        Target = Target,
    };

    public static AuditQuery Of(HttpContext? context) =>
        Of(name => context?.Request.Query[name].ToString());

    public IEnumerable<(string Name, string? Value)> Parts() =>
    [
        ("from", From), ("until", Until), ("actor", Actor), ("action", Action), ("merchant", Merchant),
        ("target", Target),
    ];

    /// <summary>The address of a page of what is found, or of another list by the same search.</summary>
    public string Href(string path, string? after = null) => QueryText.Of(path, [.. Parts(), ("after", after)]);

    private static AuditQuery Of(Func<string, string?> value) => new(
        value("from"), value("until"), value("actor"), value("action"), value("merchant"), value("target"));

    private static DateOnly? DayOf(string? text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
