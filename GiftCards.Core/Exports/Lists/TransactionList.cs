using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Exports.Lists;

/// <summary>The history of one of a merchant's cards, newest first.</summary>
internal sealed class TransactionList(CardQueries cards, OwnMerchantQuery own) : IExportList
{
    public string Name => "card_transactions";

    public IReadOnlyList<string> PlainFilters => ["card"];

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        if (query.Id<CardId>("card") is not { } card)
        {
            return new NotFound();
        }

        var merchant = await own.HandleAsync(actor, cancellationToken);
        var rows = merchant.IsOk
            ? await ExportPages.ReadAsync(
                (page, token) => cards.TransactionsAsync(actor, card, page, token), cancellationToken)
            : merchant.Error;
        if (!rows.IsOk)
        {
            return rows.Error;
        }

        var (text, zone) = (query.Text, merchant.Value.Merchant.TimeZone);
        return new ExportTable
        {
            Name = Name,
            Title = text["List.card_transactions"],
            Notes = [merchant.Value.Merchant.Name, text["Zone", zone]],
            Columns =
            [
                text.Column("id", ColumnKind.Text), text.Column("at", ColumnKind.Instant),
                text.Column("type", ColumnKind.Text), text.Column("amount", ColumnKind.Money),
                text.Column("balance", ColumnKind.Money), text.Column("location", ColumnKind.Text),
                text.Column("service", ColumnKind.Text), text.Column("reason", ColumnKind.Text),
            ],
            Rows = rows.Value.As(line =>
            [
                line.Id.ToString(), line.CreatedAt,
                text.Word($"EntryType.{line.Type.ToText()}", line.Type.ToText()), line.Amount, line.BalanceAfter,
                line.Reference.Location, line.Reference.ServiceName, line.Reason,
            ]),
            Zone = TimeZoneInfo.FindSystemTimeZoneById(zone),
            Culture = text.Culture,
        };
    }
}
