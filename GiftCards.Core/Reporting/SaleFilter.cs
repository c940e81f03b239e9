using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;

namespace GiftCards.Core.Reporting;

/// <summary>What was sold.</summary>
public enum SaleKind
{
    /// <summary>A new card.</summary>
    Card,

    /// <summary>Value for a card that was there.</summary>
    TopUp,
}

/// <summary>Which sales are wanted; every part optional.</summary>
public sealed record SaleFilter
{
    /// <summary>What the parts are called in addresses.</summary>
    public static readonly IReadOnlyList<string> Names = ["merchant", "from", "until", "currency", "min", "max", "type"];

    public MerchantId? Merchant { get; init; }

    /// <summary>The first day, in UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day, in UTC.</summary>
    public DateOnly? Until { get; init; }

    public Currency? Currency { get; init; }

    /// <summary>The least gross amount in minor units of the currency.</summary>
    public long? MinMinor { get; init; }

    /// <summary>The most.</summary>
    public long? MaxMinor { get; init; }

    public SaleKind? Kind { get; init; }

    /// <summary>
    /// Reads a filter as an address has it; nonsense asks nothing. Amounts are major units of the currency, and mean
    /// nothing without one.
    /// </summary>
    public static SaleFilter Read(Func<string, string?> value)
    {
        Currency? currency = Common.Currency.TryParse(value("currency"), out var one) ? one : null;
        return new SaleFilter
        {
            Merchant = PublicId.TryParse<MerchantId>(value("merchant"), out var merchant) ? merchant : null,
            From = DayOf(value("from")),
            Until = DayOf(value("until")),
            Currency = currency,
            MinMinor = MinorOf(value("min"), currency),
            MaxMinor = MinorOf(value("max"), currency),
            Kind = EnumText.TryParse<SaleKind>(value("type"), out var kind) ? kind : null,
        };
    }

    internal IQueryable<Sale> Apply(IQueryable<Sale> sales, IQueryable<Card> cards)
    {
        if (Merchant is { } merchant)
        {
            sales = sales.Where(sale => sale.MerchantId == merchant);
        }

        if (From is { } from)
        {
            var start = Instants.StartOfDay(from, TimeZoneInfo.Utc);
            sales = sales.Where(sale => sale.At >= start);
        }

        if (Until is { } until)
        {
            var end = Instants.EndOfDay(until, TimeZoneInfo.Utc);
            sales = sales.Where(sale => sale.At < end);
        }

        if (Currency is { } currency)
        {
            sales = sales.Where(sale => sale.Currency == currency
                && (MinMinor == null || sale.GrossMinor >= MinMinor)
                && (MaxMinor == null || sale.GrossMinor <= MaxMinor));
        }

        if (Kind is { } kind)
        {
            var isCard = kind == SaleKind.Card;
            sales = sales.Where(sale => isCard == cards.Any(
                card => card.MerchantId == sale.MerchantId && card.Id == sale.CardId && card.OrderId == sale.OrderId));
        }

        return sales;
    }

    private static DateOnly? DayOf(string? text) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    // Number fields of a browser send a point, whatever the language.
    private static long? MinorOf(string? text, Currency? currency) =>
        currency is { } known && MoneyText.TryParse(text, known, CultureInfo.InvariantCulture, out var money)
            ? money.Minor
            : null;
}
