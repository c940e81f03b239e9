using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared.Files;
using GiftCards.Web.Hosting;

namespace GiftCards.Web.Components.Storefront;

/// <summary>A merchant, its places, its cards and its rating in Schema.org's words.</summary>
internal static class MerchantSchema
{
    public static Dictionary<string, object?> Of(MerchantProfile profile, PublicAddress site)
    {
        var merchant = profile.Merchant;
        var main = profile.Locations.Count > 0 ? profile.Locations[0] : null;
        var picture = merchant.CoverId ?? profile.Gallery.Select(p => (FileId?)p.File).FirstOrDefault();
        return new Dictionary<string, object?>
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "LocalBusiness",
            ["name"] = merchant.Name,
            ["description"] = merchant.Description,
            ["url"] = site.Of($"/m/{merchant.Slug}"),
            ["image"] = picture is { } file ? site.Of(FileEndpoints.PathOf(file)) : null,
            ["telephone"] = merchant.Phone is { Length: > 0 } phone ? phone : null,
            ["currenciesAccepted"] = merchant.Currency.Code,
            ["address"] = Address(main?.Address ?? merchant.Address, main?.City ?? merchant.City, merchant.Country),
            ["openingHoursSpecification"] = main is { Hours.Count: > 0 } ? main.Hours.Select(Hours).ToList() : null,
            ["department"] = profile.Locations.Count < 2 ? null : profile.Locations.Skip(1)
                .Select(place => Place(place, merchant))
                .ToList(),
            ["aggregateRating"] = Rating(merchant),
            ["makesOffer"] = Offer(profile, site),
        };
    }

    private static Dictionary<string, object?> Place(MerchantLocation place, Core.Merchants.Merchant merchant) => new()
    {
        ["@type"] = "LocalBusiness",
        ["name"] = $"{merchant.Name}, {place.Name}",
        ["address"] = Address(place.Address, place.City, merchant.Country),
        ["openingHoursSpecification"] = place.Hours.Select(Hours).ToList(),
    };

    private static Dictionary<string, object?> Address(string street, string city, string country) => new()
    {
        ["@type"] = "PostalAddress",
        ["streetAddress"] = street.Length > 0 ? street : null,
        ["addressLocality"] = city,
        ["addressCountry"] = country,
    };

    private static Dictionary<string, object?> Hours(OpenHours hours) => new()
    {
        ["@type"] = "OpeningHoursSpecification",
        ["dayOfWeek"] = hours.Day.ToString(),
        ["opens"] = Clock(hours.From),
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
            };

    private static Dictionary<string, object?>? Offer(MerchantProfile profile, PublicAddress site) =>
        !profile.Settings.Enabled
            ? null
            : new Dictionary<string, object?>
            {
                ["@type"] = "AggregateOffer",
                ["priceCurrency"] = profile.Merchant.Currency.Code,
                ["lowPrice"] = Major(profile.Smallest()),
                ["highPrice"] = Major(profile.Max),
                ["url"] = site.Of($"/m/{profile.Merchant.Slug}/buy"),
                ["availability"] = "https://schema.org/InStock",
                ["itemOffered"] = new Dictionary<string, object?>
                {
                    ["@type"] = "Product",
                    ["category"] = "Gift card",
                    ["name"] = $"{profile.Merchant.Name} gift card",
                },
            };

    private static string Clock(int minute) =>
        TimeOnly.MinValue.AddMinutes(minute).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Major(Money amount) =>
        ((decimal)amount.Minor / amount.Currency.MinorPerMajor).ToString(CultureInfo.InvariantCulture);
}
