using GiftCards.Core.Common;
using GiftCards.Core.Rates;
using GiftCards.Web.Security;

namespace GiftCards.Web.Hosting;

/// <summary>
/// In which currency a visitor likes to see about how much something is. What is charged stays the merchant's.
/// </summary>
internal sealed class ShownCurrency(IExchangeRates rates)
{
    public const string Cookie = "currency";

    /// <summary>The currencies that there are rates for.</summary>
    public IEnumerable<Currency> Offered => rates.Today?.Currencies ?? [];

    /// <summary>The day whose rates are used; null without any.</summary>
    public DateOnly? Day => rates.Today?.Day;

    /// <summary>The visitor's choice; null where they made none, or outside of a request.</summary>
    public Currency? Of(HttpContext? context) =>
        context is not null
        && Currency.TryParse(SiteCookie.Read(context, Cookie), out var wanted)
        && rates.Today?.PerEuro(wanted) is not null
            ? wanted
            : null;

    /// <summary>The amount in the visitor's currency; null where it is that already or no rate is known.</summary>
    public Money? About(Money amount, HttpContext? context) => About(amount, Of(context));

    /// <summary>The amount in a currency; null where it is that already, none is wanted or no rate is known.</summary>
    public Money? About(Money amount, Currency? wanted) =>
        wanted is { } currency ? rates.Today?.About(amount, currency) : null;
}
