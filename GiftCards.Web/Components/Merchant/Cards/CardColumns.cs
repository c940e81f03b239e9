using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Merchant.Cards;

/// <summary>A column that a person may have in the list of cards, beside the card itself.</summary>
public enum CardColumn
{
    Status,
    Holder,
    Issued,
    Expires,
    LastUsed,
    Source,
    Balance,
    Initial,
}

/// <summary>Which columns a person chose; kept in their browser, because it is theirs and no secret.</summary>
internal static class CardColumns
{
    private const string Cookie = "cards-columns";

    public static readonly IReadOnlyList<CardColumn> Usual =
    [
        CardColumn.Status, CardColumn.Holder, CardColumn.Issued, CardColumn.Expires, CardColumn.Balance,
        CardColumn.Initial,
    ];

    public static IReadOnlyList<CardColumn> Of(HttpContext? context) =>
        context?.Request.Cookies[Cookie] is { Length: > 0 } kept ? Read(kept.Split('.')) : Usual;

    /// <summary>Keeps the choice for a year.</summary>
    public static IReadOnlyList<CardColumn> Keep(HttpContext context, IEnumerable<string> names)
    {
        var columns = Read(names);
        context.Response.Cookies.Append(
            Cookie,
            string.Join('.', columns.Select(column => ((Enum)column).ToText())),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                Path = "/merchant/cards",
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            });
        return columns;
    }

    /// <summary>The columns of a file that say the same; it has both persons and what is left after holds.</summary>
    public static string InFile(IEnumerable<CardColumn> columns) => string.Join(',', columns.SelectMany(column =>
        column switch
        {
            CardColumn.Status => (string[])["status"],
            CardColumn.Holder => ["purchaser", "recipient"],
            CardColumn.Issued => ["issued_at"],
            CardColumn.Expires => ["last_valid_day"],
            CardColumn.LastUsed => ["last_used_at"],
            CardColumn.Source => ["source"],
            CardColumn.Balance => ["balance", "available"],
            _ => ["initial_amount"],
        }));

    private static List<CardColumn> Read(IEnumerable<string> names)
    {
        var chosen = names.Where(name => EnumText.TryParse<CardColumn>(name, out _))
            .Select(EnumText.Parse<CardColumn>)
            .ToHashSet();
        return [.. Enum.GetValues<CardColumn>().Where(chosen.Contains)];
    }
}
