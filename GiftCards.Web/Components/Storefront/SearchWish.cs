using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using Microsoft.AspNetCore.WebUtilities;

namespace GiftCards.Web.Components.Storefront;

/// <summary>What a visitor wants to find, as it stands in the address. Parts that make no sense are left out.</summary>
internal sealed record SearchWish
{
    public string? Words { get; init; }

    public MerchantCategory? Category { get; init; }

    public string? City { get; init; }

    public Currency? Currency { get; init; }

    /// <summary>A card of at least this must be on sale; only with a currency.</summary>
    public Money? Least { get; init; }

    /// <summary>A card of at most this must be on sale; only with a currency.</summary>
    public Money? Most { get; init; }

    /// <summary>Rated with at least so many stars, 1 to 5.</summary>
    public int? Rating { get; init; }

    public CatalogueSort Sort { get; init; } = CatalogueSort.Popularity;

    /// <summary>The orders to choose from, the usual one first.</summary>
    public static IReadOnlyList<CatalogueSort> Sorts { get; } =
    [
        CatalogueSort.Popularity,
        CatalogueSort.Rating,
        CatalogueSort.Price,
        CatalogueSort.Newest,
        CatalogueSort.Name,
    ];

    public bool IsNarrowed => Words is not null || Category is not null || City is not null || Currency is not null
        || Rating is not null;

    public CatalogueFilter Filter => new()
    {
        Search = Words,
        Category = Category,
        City = City,
        Currency = Currency,
        MinAmountMinor = Least?.Minor,
        MaxAmountMinor = Most?.Minor,
        MinRating = Rating,
        Sort = Sort,
    };

    /// <summary>Reads what the parts of an address or of the form say.</summary>
    /// <param name="usual">The currency of prices that stand there without one; null where it is not known.</param>
    public static SearchWish Read(
        string? words,
        string? category,
        string? city,
        string? currency,
        string? least,
        string? most,
        string? rating,
        string? sort,
        Currency? usual = null)
    {
        var hasPrice = !string.IsNullOrWhiteSpace(least) || !string.IsNullOrWhiteSpace(most);
        var paid = Core.Common.Currency.TryParse(currency, out var chosen) ? chosen : hasPrice ? usual : null;
        var (low, high) = (Price(least, paid), Price(most, paid));
        if (low?.Minor > high?.Minor)
        {
            (low, high) = (high, low);
        }

        return new SearchWish
        {
            Words = Cut(words),
            Category = Named<MerchantCategory>(category),
            City = Cut(city),
            Currency = paid,
            Least = low,
            Most = high,
            Rating = rating is [>= '1' and <= '5'] ? rating[0] - '0' : null,
            Sort = Named<CatalogueSort>(sort) ?? CatalogueSort.Popularity,
        };
    }

    /// <summary>The address that shows this, beginning at a cursor or at the start.</summary>
    public string ToAddress(string? cursor = null) => QueryHelpers.AddQueryString("/search", Parts(cursor));

    /// <summary>
    /// An amount as people write it in their language, or as addresses have it in all of them; null for anything else.
    /// </summary>
    public static Money? Price(string? text, Currency? currency) =>
        currency is { } known && (MoneyText.TryParse(text, known, CultureInfo.CurrentCulture, out var read)
            || MoneyText.TryParse(text, known, CultureInfo.InvariantCulture, out read))
            ? read
            : null;

    private IEnumerable<KeyValuePair<string, string?>> Parts(string? cursor) => new Dictionary<string, string?>
    {
        ["q"] = Words,
        ["category"] = Category?.ToString().ToLowerInvariant(),
        ["city"] = City,
        ["currency"] = Currency?.Code,
        ["min"] = Least is { } least ? MoneyText.FormatInput(least, CultureInfo.InvariantCulture) : null,
        ["max"] = Most is { } most ? MoneyText.FormatInput(most, CultureInfo.InvariantCulture) : null,
        ["rating"] = Rating?.ToString(CultureInfo.InvariantCulture),
        ["sort"] = Sort is CatalogueSort.Popularity ? null : Sort.ToString().ToLowerInvariant(),
        ["after"] = cursor,
    }.Where(pair => pair.Value is not null);

    /// <summary>A value by its name in any case; numbers are not names.</summary>
    private static T? Named<T>(string? text)
        where T : struct, Enum =>
        text is [>= 'A', ..] && Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) ? value : null;

    private static string? Cut(string? text) =>
        text?.Trim() is { Length: > 0 and <= 100 } kept && !kept.Any(char.IsControl) ? kept : null;
}
