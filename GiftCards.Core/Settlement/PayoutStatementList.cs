using System.Resources;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Exports;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Settlement;

/// <summary>The statement of one payout: what it pays, line by line, and how its sum came about.</summary>
internal sealed class PayoutStatementList(PayoutQueries payouts, OwnMerchantQuery own) : IExportList
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Settlement.PayoutStatementText", typeof(PayoutStatementList).Assembly);

    public string Name => "payout_statement";

    public IReadOnlyList<string> PlainFilters => ["payout"];

    public bool IsOfFigures => true;

    public async Task<Result<ExportTable>> OpenAsync(
        Actor actor, ExportQuery query, CancellationToken cancellationToken)
    {
        if (query.Id<PayoutId>("payout") is not { } id)
        {
            return new NotFound();
        }

        var payout = await payouts.GetAsync(actor, id, cancellationToken);
        if (!payout.IsOk)
        {
            return payout.Error;
        }

        var merchant = await own.HandleAsync(actor, cancellationToken);
        var rows = await ExportPages.ReadAsync(
            (page, token) => payouts.LinesAsync(actor, id, page, token), cancellationToken);
        if ((merchant.Error ?? rows.Error) is { } refused)
        {
            return refused;
        }

        var text = new DeliveryText(Texts, query.Culture);
        var zone = merchant.Value.Merchant.Zone;
        return new ExportTable
        {
            Name = Name,
            Title = text["Title"],
            Notes = NotesOf(payout.Value, merchant.Value.Merchant, text),
            Columns = ColumnsOf(text),
            Rows = rows.Value.As(line => CellsOf(line, text)),
            Zone = zone,
            Culture = text.Culture,
        };
    }

    private static List<string> NotesOf(PayoutView payout, Merchant merchant, DeliveryText text)
    {
        string Format(Money amount) => MoneyText.Format(amount, text.Culture);
        string Day(DateTimeOffset at) => Instants.LocalDay(at, merchant.Zone).ToString("d MMM yyyy", text.Culture);
        var reason = PayoutReasons.Describe(payout.Failure ?? "", text.Culture);
        return
        [
            merchant.Name,
            text["Note.Number", payout.Id.ToString(), Day(payout.CreatedAt)],
            .. payout.Last4 is { } last4 ? [text["Note.To", last4]] : Array.Empty<string>(),
            text[
                "Note.Sum",
                Format(payout.Carried), Format(payout.Entries), Format(payout.HeldBack), Format(payout.Amount)],
            text["Note.Status", text[$"status.{payout.Status.ToText()}"]],
            .. payout.IsPartlyBack ? [text["Note.Returned", Format(payout.Returned), reason]] : Array.Empty<string>(),
            .. payout.Conversion is { } conversion
                ? [text["Note.Converted", Format(conversion.Amount), conversion.Rate, Day(conversion.At)]]
                : Array.Empty<string>(),
        ];
    }

    private static List<ExportColumn> ColumnsOf(DeliveryText text) =>
    [
        new("at", text["at"], ColumnKind.Instant), new("type", text["type"], ColumnKind.Text),
        new("card", text["card"], ColumnKind.Text), new("order", text["order"], ColumnKind.Text),
        new("gross", text["gross"], ColumnKind.Money), new("commission", text["commission"], ColumnKind.Money),
        new("net", text["net"], ColumnKind.Money), new("entry", text["entry"], ColumnKind.Text),
    ];

    private static object?[] CellsOf(PayoutLine line, DeliveryText text) =>
    [
        line.At, Texts.GetString($"type.{line.Type.ToText()}", text.Culture) ?? text["type.other"],
        line.Last4, line.Order?.ToString(), line.Gross, line.Commission, line.Net, line.Entry.ToString(),
    ];
}
