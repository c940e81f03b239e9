using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Components;

namespace GiftCards.Web.Components.Merchant.Desk;

/// <summary>A form about one card, in its currency and in its merchant's zone.</summary>
public abstract class CardForm : KeyedForm
{
    private DateOnly? today;

    /// <summary>The card, as it was when the form opened.</summary>
    [Parameter, EditorRequired]
    public required CardView Card { get; set; }

    protected Currency Currency => Card.Balance.Currency;

    /// <summary>The present day where the merchant is.</summary>
    protected DateOnly Today => today ??= Instants.LocalDay(Time.GetInstant(), Zone);

    protected TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Card.Merchant.TimeZone);

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>A day as people read it.</summary>
    protected static string Format(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>A day as a date field holds it.</summary>
    protected static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The amount that was typed, when it is one and more than nothing.</summary>
    protected Money? Read(string typed) =>
        MoneyText.TryParse(typed, Currency, CultureInfo.CurrentCulture, out var amount) && amount.IsPositive
        ? amount
        : null;

    /// <summary>The first instant after a day of the merchant's.</summary>
    protected DateTimeOffset EndOf(DateOnly day) => Instants.EndOfDay(day, Zone);
}
