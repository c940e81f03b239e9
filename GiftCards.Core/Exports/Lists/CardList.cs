using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Exports.Lists;

/// <summary>A merchant's cards, by the last four of their codes; never a code.</summary>
internal sealed class CardList(CardQueries cards, OwnMerchantQuery own) : IExportList
{
    public string Name => "cards";

    public IReadOnlyList<string> PlainFilters =>
        ["status", "issued_from", "issued_to", "min_balance", "max_balance", "columns"];

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        var merchant = await own.HandleAsync(actor, cancellationToken);
        if (!merchant.IsOk)
        {
            return merchant.Error;
        }

        var zone = TimeZoneInfo.FindSystemTimeZoneById(merchant.Value.Merchant.TimeZone);
        var filter = new CardFilter
        {
            Status = query.One<CardStatus>("status"),
            Search = query["search"],
            IssuedFrom = query.Day("issued_from") is { } from ? Instants.StartOfDay(from, zone) : null,
            IssuedTo = query.Day("issued_to") is { } to ? Instants.EndOfDay(to, zone) : null,
            MinBalanceMinor = query.Number("min_balance"),
            MaxBalanceMinor = query.Number("max_balance"),
        };
        var rows = await ExportPages.ReadAsync(
            (page, token) => cards.ListAsync(actor, filter, page, token), cancellationToken);
        if (!rows.IsOk)
        {
            return rows.Error;
        }

        var text = query.Text;
        var (columns, kept) = Chosen(ColumnsOf(text), query["columns"]);
        return new ExportTable
        {
            Name = Name,
            Title = text["List.cards"],
            Notes = [merchant.Value.Merchant.Name, text["Zone", merchant.Value.Merchant.TimeZone]],
            Columns = columns,
            Rows = rows.Value.As(card =>
            {
                var cells = CellsOf(card, text, zone);
                return Array.ConvertAll(kept, at => cells[at]);
            }),
            Zone = zone,
            Culture = text.Culture,
        };
    }

    // The card itself is always told; of the rest what was chosen by name, or everything.
    private static (IReadOnlyList<ExportColumn> Columns, int[] Kept) Chosen(List<ExportColumn> all, string? names)
    {
        var wanted = names?.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
        int[] kept =
        [
            .. all.Index()
                .Where(column => wanted is null || column.Item.Name is "id" or "last4"
                    || wanted.Contains(column.Item.Name))
                .Select(column => column.Index),
        ];
        return ([.. kept.Select(at => all[at])], kept);
    }

    private static List<ExportColumn> ColumnsOf(ExportText text) =>
    [
        text.Column("id", ColumnKind.Text), text.Column("last4", ColumnKind.Text),
        text.Column("status", ColumnKind.Text), text.Column("source", ColumnKind.Text),
        text.Column("purchaser", ColumnKind.Text), text.Column("recipient", ColumnKind.Text),
        text.Column("issued_at", ColumnKind.Instant), text.Column("last_valid_day", ColumnKind.Day),
        text.Column("last_used_at", ColumnKind.Instant), text.Column("initial_amount", ColumnKind.Money),
        text.Column("balance", ColumnKind.Money), text.Column("available", ColumnKind.Money),
    ];

    private static object?[] CellsOf(CardView card, ExportText text, TimeZoneInfo zone) =>
    [
        card.Id.ToString(), card.Last4, text.Word($"CardStatus.{card.Status.ToText()}", card.Status.ToText()),
        text.Word($"CardSource.{card.Source.ToText()}", card.Source.ToText()),
        card.Purchaser?.Name, card.Recipient?.Name, card.IssuedAt,
        card.ExpiresAt is { } end ? Instants.LocalDay(Instants.LastBefore(end), zone) : null,
        card.LastUsedAt, card.InitialAmount, card.Balance, card.Available,
    ];
}
