using System.Globalization;
using System.Text.Json;
using Bunit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Storefront;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace GiftCards.Tests.Components.Storefront;

/// <summary>
/// Holds what merchants' pages tell search engines against what these ask for: properties that a type must have, what
/// their values must be, and nothing that is empty.
/// </summary>
public sealed class MerchantSchemaTests
{
    private static readonly PublicAddress Site = new(new Uri("https://gifts.example"));

    // What must be there of each type, and which type each property may hold.
    private static readonly Dictionary<string, string[]> Required = new(StringComparer.Ordinal)
    {
        ["BeautySalon"] = ["name", "url", "address", "currenciesAccepted"],
        ["PostalAddress"] = ["addressLocality", "addressCountry"],
        ["GeoCoordinates"] = ["latitude", "longitude"],
        ["OpeningHoursSpecification"] = ["dayOfWeek", "opens", "closes"],
        ["AggregateRating"] = ["ratingValue", "reviewCount", "bestRating", "worstRating"],
        ["Product"] = ["name", "offers"],
        ["Brand"] = ["name"],
        ["AggregateOffer"] = ["lowPrice", "highPrice", "priceCurrency", "availability", "url"],
        ["BreadcrumbList"] = ["itemListElement"],
        ["ListItem"] = ["position", "name", "item"],
    };

    private static readonly string[] Addresses = ["url", "image", "logo", "item", "@id", "availability"];

    [Fact]
    public void A_merchant_with_everything_is_told_by_the_rules()
    {
        var data = Read(Profile(rated: true, placed: true));

        Check(data);
        var business = Node(data, "BeautySalon");
        Assert.Equal(4.5m, business.GetProperty("aggregateRating").GetProperty("ratingValue").GetDecimal());
        Assert.Equal(2, business.GetProperty("aggregateRating").GetProperty("reviewCount").GetInt32());
        Assert.Equal(25.1, business.GetProperty("geo").GetProperty("latitude").GetDouble(), 3);
        var hours = business.GetProperty("openingHoursSpecification").EnumerateArray().ToList();
        Assert.Equal(("Monday", "09:00", "13:30"), HoursOf(hours[0]));
        Assert.Equal(("Sunday", "00:00", "23:59"), HoursOf(hours[1]));
        var other = Assert.Single(business.GetProperty("department").EnumerateArray());
        Assert.False(other.TryGetProperty("openingHoursSpecification", out _));
        Assert.False(other.TryGetProperty("telephone", out _));
        var offers = Node(data, "Product").GetProperty("offers");
        Assert.Equal(("10", "10000"), (offers.GetProperty("lowPrice").GetString(), offers.GetProperty("highPrice").GetString()));
        Assert.Equal(3, offers.GetProperty("offerCount").GetInt32());
        Assert.Equal(
            ["https://gifts.example/search", "https://gifts.example/search?category=beauty", "https://gifts.example/m/salon"],
            Node(data, "BreadcrumbList").GetProperty("itemListElement").EnumerateArray().Select(step => step.GetProperty("item").GetString()));
    }

    [Fact]
    public void Nothing_is_said_of_what_is_not_there()
    {
        var data = Read(Profile(rated: false, placed: false));

        Check(data);
        var business = Node(data, "BeautySalon");
        foreach (var absent in new[] { "aggregateRating", "image", "logo", "geo", "openingHoursSpecification", "department", "telephone" })
        {
            Assert.False(business.TryGetProperty(absent, out _), absent);
        }
    }

    [Fact]
    public void Who_sells_no_card_offers_none()
    {
        var profile = Profile(rated: true, placed: true);
        profile.Settings.Enabled = false;

        var data = Read(profile);

        Check(data);
        Assert.DoesNotContain(data.GetProperty("@graph").EnumerateArray(), node => TypeOf(node) == "Product");
    }

    private static MerchantProfile Profile(bool rated, bool placed)
    {
        var (merchant, settings) = TestWorld.NewMerchant(new TestClock().GetUtcNow(), "salon");
        (merchant.RatingCount, merchant.RatingSum) = rated ? (2, 9) : (0, 0);
        return new MerchantProfile(merchant, settings, [])
        {
            Locations = !placed
                ? []
                :
                [
                    Place(merchant.Id, "Marina", [new OpenHours(DayOfWeek.Monday, 540, 810), new OpenHours(DayOfWeek.Sunday, 600, 600)], "25.1, 55.2"),
                    Place(merchant.Id, "Airport", [], null),
                ],
        };
    }

    private static MerchantLocation Place(MerchantId merchant, string name, IReadOnlyList<OpenHours> hours, string? coordinates) => new()
    {
        MerchantId = merchant,
        Id = name,
        Name = name,
        City = "Dubai",
        Coordinates = coordinates,
        Hours = hours,
    };

    private static JsonElement Read(MerchantProfile profile)
    {
        using var context = new PageContext();
        var page = context.Render<StructuredData>(data => data
            .AddCascadingValue<HttpContext>(new DefaultHttpContext())
            .Add(d => d.Facts, MerchantSchema.Of(profile, Site, "Explore", "Beauty")));
        return JsonSerializer.Deserialize<JsonElement>(page.Find("script").TextContent);
    }

    private static JsonElement Node(JsonElement data, string type) =>
        Assert.Single(data.GetProperty("@graph").EnumerateArray(), node => TypeOf(node) == type);

    private static string? TypeOf(JsonElement node) => node.TryGetProperty("@type", out var type) ? type.GetString() : null;

    private static (string?, string?, string?) HoursOf(JsonElement hours) => (
        hours.GetProperty("dayOfWeek").GetString(), hours.GetProperty("opens").GetString(), hours.GetProperty("closes").GetString());

    private static void Check(JsonElement data)
    {
        Assert.Equal("https://schema.org", data.GetProperty("@context").GetString());
        Assert.All(data.GetProperty("@graph").EnumerateArray(), CheckNode);
    }

    private static void CheckNode(JsonElement node)
    {
        if (TypeOf(node) is { } type)
        {
            Assert.True(Required.TryGetValue(type, out var needed), $"No rules are known of {type}.");
            var isDepartment = type == "BeautySalon" && !node.TryGetProperty("@id", out _);
            Assert.All(
                needed.Where(name => !isDepartment || name is "name" or "address"),
                name => Assert.True(node.TryGetProperty(name, out _), $"{type} has no {name}."));
        }

        foreach (var property in node.EnumerateObject())
        {
            CheckValue(property.Name, property.Value);
        }
    }

    private static void CheckValue(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckNode(value);
                break;
            case JsonValueKind.Array:
                Assert.NotEqual(0, value.GetArrayLength());
                Assert.All(value.EnumerateArray(), one => CheckValue(name, one));
                break;
            case JsonValueKind.String:
                CheckText(name, value.GetString()!);
                break;
            default:
                Assert.Equal(JsonValueKind.Number, value.ValueKind);
                break;
        }
    }

    private static void CheckText(string name, string text)
    {
        Assert.False(string.IsNullOrWhiteSpace(text), $"{name} is empty.");
        if (Addresses.Contains(name))
        {
            Assert.True(Uri.TryCreate(text, UriKind.Absolute, out var address), $"{name} is no address: {text}");
            Assert.Equal(Uri.UriSchemeHttps, address.Scheme);
        }

        switch (name)
        {
            case "priceCurrency" or "currenciesAccepted":
                Assert.Equal(text, Currency.Of(text).Code);
                Assert.Matches("^[A-Z]{3}$", text);
                break;
            case "addressCountry":
                Assert.Matches("^[A-Z]{2}$", text);
                break;
            case "opens" or "closes":
                Assert.True(TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), text);
                break;
            case "dayOfWeek":
                Assert.True(Enum.TryParse<DayOfWeek>(text, out _), text);
                break;
            case "lowPrice" or "highPrice":
                Assert.Matches(@"^\d+(\.\d+)?$", text);
                break;
        }
    }
}
