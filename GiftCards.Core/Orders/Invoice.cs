using System.Globalization;
using System.Resources;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Exports;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>
/// The invoice of a paid order as pages: who sold, who paid, every line, the sum. For whoever placed the order. Errors:
/// <c>not_found</c>, also while it is not paid.
/// </summary>
public sealed class InvoiceQuery(GiftCardsDatabase database, ExportFiles files)
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Orders.InvoiceText", typeof(InvoiceQuery).Assembly);

    private static readonly OrderStatus[] Paid =
        [OrderStatus.Fulfilled, OrderStatus.PartiallyRefunded, OrderStatus.Refunded, OrderStatus.Disputed];

    /// <summary>The file, a PDF.</summary>
    public async Task<Result<byte[]>> HandleAsync(Actor actor, OrderId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order, then checked below.
        var order = await context.Orders.AsNoTracking()
            .Include(row => row.Items.OrderBy(item => item.Line))
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (order is null || !OrderQueries.IsBuyer(actor, order) || !Paid.Contains(order.Status))
        {
            return new NotFound();
        }

        var merchant = await Sellers.MerchantAsync(context, order.MerchantId, order.Currency, cancellationToken);
        var culture = files.CultureOf(ExportFormat.Pdf, DeliveryText.CultureOf(order.Language));
        await using var stream = new MemoryStream();
        await files.WriteAsync(TableOf(order, merchant, culture), ExportFormat.Pdf, stream, cancellationToken);
        return stream.ToArray();
    }

    private static ExportTable TableOf(Order order, Merchant merchant, CultureInfo culture)
    {
        var text = new DeliveryText(Texts, culture);
        var seller = Line(merchant.Name, merchant.Address, merchant.City, merchant.Email);
        var day = text.Day(Instants.LocalDay(order.FulfilledAt ?? order.CreatedAt, merchant.Zone));
        List<string> notes =
        [
            text["Date", day],
            text["Seller", seller],
            text["Buyer", Line(order.PurchaserName, order.PurchaserEmail)],
            text["Total", MoneyText.Format(order.Total, culture)],
        ];
        if (!order.Refunded.IsZero)
        {
            notes.Add(text["Refunded", MoneyText.Format(order.Refunded, culture)]);
        }

        return new ExportTable
        {
            Name = $"invoice-{order.Id}",
            Title = text["Title", order.Id.ToString()],
            Notes = notes,
            Columns =
            [
                new("line", text["Line"], ColumnKind.Number),
                new("what", text["What"], ColumnKind.Text),
                new("recipient", text["Recipient"], ColumnKind.Text),
                new("quantity", text["Quantity"], ColumnKind.Number),
                new("each", text["Each"], ColumnKind.Money),
                new("sum", text["Sum"], ColumnKind.Money),
            ],
            Rows = ExportPages.Of(RowsOf(order, text)),
            Zone = merchant.Zone,
            Culture = culture,
        };
    }

    private static string Line(params IEnumerable<string?> parts) =>
        string.Join(", ", parts.Where(part => !string.IsNullOrEmpty(part)));

    private static IEnumerable<IReadOnlyList<object?>> RowsOf(Order order, DeliveryText text)
    {
        foreach (var item in order.Items)
        {
            var each = new Money(item.AmountMinor, order.Currency);
            yield return
            [
                item.Line + 1,
                text[item.TopUpCardId is null ? "Card" : "TopUp"],
                Line(item.RecipientName, item.RecipientEmail),
                item.Quantity,
                each,
                each * item.Quantity,
            ];
        }

        yield return [null, text["Sum.All"], "", order.Items.Sum(item => item.Quantity), null, order.Total];
    }
}
