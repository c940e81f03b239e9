using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Merchant.Cards;

/// <summary>What the address of the list of cards asks for; what cannot be read asks for nothing.</summary>
public sealed record CardWish(DateOnly? From, DateOnly? To, Money? Min, Money? Max)
{
    public bool IsSet => From is not null || To is not null || Min is not null || Max is not null;

    public static CardWish Of(string? from, string? to, string? min, string? max, Currency currency)
    {
        return new CardWish(Day(from), Day(to), Amount(min), Amount(max));

        static DateOnly? Day(string? text) => DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

        Money? Amount(string? text) =>
            MoneyText.TryParse(text, currency, CultureInfo.CurrentCulture, out var amount) && !amount.IsNegative
                ? amount
                : null;
    }

    public CardFilter ToFilter(CardStatus? status, string? search, TimeZoneInfo zone) => new()
    {
        Status = status,
        Search = search,
        IssuedFrom = From is { } first ? Instants.StartOfDay(first, zone) : null,
        IssuedTo = To is { } last ? Instants.EndOfDay(last, zone) : null,
        MinBalanceMinor = Min?.Minor,
        MaxBalanceMinor = Max?.Minor,
    };

    /// <summary>The same for the address of another page of the list.</summary>
    public IEnumerable<string> Parts()
    {
        if (From is { } from)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"from={from:yyyy-MM-dd}");
        }

        if (To is { } to)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"to={to:yyyy-MM-dd}");
        }

        if (Min is { } min)
        {
            yield return $"min={Uri.EscapeDataString(MoneyText.FormatInput(min, CultureInfo.CurrentCulture))}";
        }

        if (Max is { } max)
        {
            yield return $"max={Uri.EscapeDataString(MoneyText.FormatInput(max, CultureInfo.CurrentCulture))}";
        }
    }
}
