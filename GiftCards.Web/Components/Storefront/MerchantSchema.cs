using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared.Files;
using GiftCards.Web.Components.Storefront.Share;
using GiftCards.Web.Hosting;

namespace GiftCards.Web.Components.Storefront;

/// <summary>
/// A merchant with its places and its rating, its gift card and the way to its page, in Schema.org's words. What is
/// empty is left out where it is written.
/// </summary>
internal static class MerchantSchema
{
    /// <summary>With what the pages on the way are called: the search, and the search of the merchant's kind.</summary>
    public static Dictionary<string, object?> Of(
        MerchantProfile profile, PublicAddress site, string search, string category) => new()
        {
            ["@context"] = "https://schema.org",
            ["@graph"] = new List<object?>
            {
                Business(profile, site),
                profile.Settings.Enabled ? Card(profile, site) : null,
                Way(profile.Merchant, site, search, category),
            },
        };

    private static Dictionary<string, object?> Business(MerchantProfile profile, PublicAddress site)
    {
        var merchant = profile.Merchant;
        var main = profile.Locations.Count > 0 ? profile.Locations[0] : null;
        return new Dictionary<string, object?>
        {
            ["@type"] = TypeOf(merchant.Category),
            ["@id"] = IdOf(merchant, site),
            ["name"] = merchant.Name,
            ["description"] = merchant.Description,
            ["url"] = site.Of($"/m/{merchant.Slug}"),
            ["image"] = PictureOf(profile, site),
            ["logo"] = merchant.LogoId is { } logo ? site.Of(FileEndpoints.PathOf(logo)) : null,
            ["telephone"] = main?.Phone is { Length: > 0 } phone ? phone : merchant.Phone,
            ["currenciesAccepted"] = merchant.Currency.Code,
            ["address"] = Address(main?.Address ?? merchant.Address, main?.City ?? merchant.City, merchant.Country),
            ["geo"] = Geo(main is null ? merchant.Coordinates : main.Coordinates),
            ["openingHoursSpecification"] = main?.Hours.Select(Hours).ToList(),
            ["department"] = profile.Locations.Skip(1).Select(place => Place(place, merchant)).ToList(),
            ["aggregateRating"] = Rating(merchant),
        };
    }

    // What a search shows of a product needs its price or its rating; the rating is the merchant's.
    private static Dictionary<string, object?> Card(MerchantProfile profile, PublicAddress site) => new()
    {
        ["@type"] = "Product",
        ["@id"] = site.Of($"/m/{profile.Merchant.Slug}#card"),
        ["name"] = $"{profile.Merchant.Name} gift card",
        ["description"] = profile.Merchant.Description,
        ["category"] = "Gift card",
        ["image"] = PictureOf(profile, site),
        ["brand"] = new Dictionary<string, object?> { ["@type"] = "Brand", ["name"] = profile.Merchant.Name },
        ["offers"] = new Dictionary<string, object?>
        {
            ["@type"] = "AggregateOffer",
            ["priceCurrency"] = profile.Merchant.Currency.Code,
            ["lowPrice"] = Major(profile.Smallest()),
            ["highPrice"] = Major(Largest(profile)),
            ["offerCount"] = profile.Presets.Count > 0 ? profile.Presets.Count : null,
            ["url"] = site.Of($"/m/{profile.Merchant.Slug}/buy"),
            ["availability"] = "https://schema.org/InStock",
            ["seller"] = new Dictionary<string, object?> { ["@id"] = IdOf(profile.Merchant, site) },
        },
    };

    private static Dictionary<string, object?> Way(
        Core.Merchants.Merchant merchant, PublicAddress site, string search, string category)
    {
        (string Name, string Path)[] steps =
        [
            (search, "/search"),
            (category, $"/search?category={merchant.Category.ToString().ToLowerInvariant()}"),
            (merchant.Name, $"/m/{merchant.Slug}"),
        ];
        return new Dictionary<string, object?>
        {
            ["@type"] = "BreadcrumbList",
            ["itemListElement"] = steps.Select((step, index) => new Dictionary<string, object?>
            {
                ["@type"] = "ListItem",
                ["position"] = index + 1,
                ["name"] = step.Name,
                ["item"] = site.Of(step.Path),
            }).ToList(),
        };
    }

    private static Dictionary<string, object?> Place(MerchantLocation place, Core.Merchants.Merchant merchant) => new()
    {
        ["@type"] = TypeOf(merchant.Category),
        ["name"] = $"{merchant.Name}, {place.Name}",
        ["telephone"] = place.Phone,
        ["address"] = Address(place.Address, place.City, merchant.Country),
        ["geo"] = Geo(place.Coordinates),
        ["openingHoursSpecification"] = place.Hours.Select(Hours).ToList(),
    };

    private static string TypeOf(MerchantCategory category) => category switch
    {
        MerchantCategory.Beauty => "BeautySalon",
        MerchantCategory.Spa => "DaySpa",
        MerchantCategory.Barber => "HairSalon",
        MerchantCategory.Cafe => "CafeOrCoffeeShop",
        MerchantCategory.Restaurant => "Restaurant",
        MerchantCategory.Fashion => "ClothingStore",
        MerchantCategory.Books => "BookStore",
        MerchantCategory.Flowers => "Florist",
        MerchantCategory.Fitness => "ExerciseGym",
        MerchantCategory.Home => "HomeGoodsStore",
        _ => "LocalBusiness",
    };

    private static string IdOf(Core.Merchants.Merchant merchant, PublicAddress site) =>
        site.Of($"/m/{merchant.Slug}#business");

    private static string? PictureOf(MerchantProfile profile, PublicAddress site) =>
        ShareEndpoints.OwnPicture(profile) is { } path ? site.Of(path) : null;

    private static Money Largest(MerchantProfile profile) => profile.Settings.AllowCustomAmounts
        ? profile.Max
        : profile.Presets.MaxBy(preset => preset.Minor);

    private static Dictionary<string, object?>? Geo(string? coordinates) =>
        MapLink.TryRead(coordinates, out var latitude, out var longitude)
            ? new Dictionary<string, object?>
            {
                ["@type"] = "GeoCoordinates",
                ["latitude"] = latitude,
                ["longitude"] = longitude,
            }
            : null;

    private static Dictionary<string, object?> Address(string street, string city, string country) => new()
    {
        ["@type"] = "PostalAddress",
        ["streetAddress"] = street,
        ["addressLocality"] = city,
        ["addressCountry"] = country,
    };

    private static Dictionary<string, object?> Hours(OpenHours hours) => new()
    {
        ["@type"] = "OpeningHoursSpecification",
        ["dayOfWeek"] = hours.Day.ToString(),
        ["opens"] = Clock(hours.From == hours.Until ? 0 : hours.From),
        ["closes"] = hours.From == hours.Until ? "23:59" : Clock(hours.Until),
    };

    private static Dictionary<string, object?>? Rating(Core.Merchants.Merchant merchant) =>
        merchant.Rating is not { } average
            ? null
            : new Dictionary<string, object?>
            {
                ["@type"] = "AggregateRating",
                ["ratingValue"] = average,
                ["reviewCount"] = merchant.RatingCount,
                ["bestRating"] = 5,
                ["worstRating"] = 1,
            };

    private static string Clock(int minute) =>
        TimeOnly.MinValue.AddMinutes(minute).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Major(Money amount) =>
        ((decimal)amount.Minor / amount.Currency.MinorPerMajor).ToString(CultureInfo.InvariantCulture);
}
