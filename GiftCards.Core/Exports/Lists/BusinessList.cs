using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Reporting;

namespace GiftCards.Core.Exports.Lists;

/// <summary>All businesses, for administrators.</summary>
internal sealed class BusinessList(AdminBusinessQueries businesses) : IExportList
{
    public string Name => "businesses";

    public IReadOnlyList<string> PlainFilters => ["status"];

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        var filter = new BusinessFilter(query.One<MerchantStatus>("status"), query["q"]);
        var rows = await ExportPages.ReadAsync(
            (page, token) => businesses.ListAsync(actor, filter, page, token), cancellationToken);
        if (!rows.IsOk)
        {
            return rows.Error;
        }

        var text = query.Text;
        return new ExportTable
        {
            Name = Name,
            Title = text["List.businesses"],
            Notes = [text["Zone", "UTC"]],
            Columns =
            [
                text.Column("id", ColumnKind.Text), text.Column("business", ColumnKind.Text),
                text.Column("status", ColumnKind.Text), text.Column("category", ColumnKind.Text),
                text.Column("city", ColumnKind.Text), text.Column("country", ColumnKind.Text),
                text.Column("created_at", ColumnKind.Instant), text.Column("cards_sold", ColumnKind.Number),
                text.Column("gross", ColumnKind.Money),
            ],
            Rows = rows.Value.As(business =>
            [
                business.Id.ToString(), business.Name,
                text.Word($"MerchantStatus.{business.Status.ToText()}", business.Status.ToText()),
                business.Category.ToText(), business.City, business.Country, business.CreatedAt, business.CardsSold,
                business.Gross,
            ]),
            Culture = text.Culture,
        };
    }
}
