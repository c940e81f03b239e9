using System.ComponentModel;
using System.Text.Json.Serialization;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Api.V1;

/// <summary>The public catalogue of merchants.</summary>
internal static class MerchantRoutes
{
    private const string Tag = "Merchants";

    public static void MapMerchants(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/merchants", ListAsync)
            .ForAnyone()
            .WithTags(Tag)
            .Describe("listMerchants", "List merchants", "Approved merchants, by name unless sort says otherwise.")
            .Query("q", "Words of name, city, category or description.")
            .Query("category", "Only this category.", "string", [.. Enum.GetValues<MerchantCategory>().Select(category => category.ToText())])
            .Query("city", "Only this city.")
            .Query("currency", "Only merchants that sell in this currency.")
            .Query("minAmount", "Sells cards of at least this, in minor units.", "integer")
            .Query("maxAmount", "Sells cards of at most this, in minor units.", "integer")
            .Query("sort", "The order.", "string", [.. Enum.GetValues<MerchantOrder>().Select(sort => sort.ToText())])
            .Paged()
            .Produces<ListBody<MerchantBody>>();

        routes.MapGet("/merchants/{slug}", GetAsync)
            .ForAnyone()
            .Refusing("not_found")
            .WithTags(Tag)
            .Describe("getMerchant", "Get a merchant", "One approved merchant and what it sells.")
            .Example(null, ApiExamples.Merchant)
            .Produces<MerchantBody>();
    }

    private static async Task<IResult> ListAsync(
        ApiQuery query, CatalogueQueries catalogue, CampaignQueries campaigns, CancellationToken cancellationToken)
    {
        var filter = new CatalogueFilter
        {
            Search = query.Text("q"),
            Category = query.Choice<MerchantCategory>("category"),
            City = query.Text("city"),
            Currency = query.Currency("currency"),
            MinAmountMinor = query.Minor("minAmount"),
            MaxAmountMinor = query.Minor("maxAmount"),
            Sort = SortOf(query.Choice<MerchantOrder>("sort")),
        };
        var page = query.Page();
        return query.Error is { } refused
            ? Answers.Refuse(refused)
            : Answers.Json(ListBody<MerchantBody>.Of(
                await campaigns.WithRunningAsync(
                    await catalogue.SearchAsync(filter, page, cancellationToken), cancellationToken),
                MerchantBody.Of));
    }

    private static CatalogueSort SortOf(MerchantOrder? order) => order switch
    {
        MerchantOrder.Rating => CatalogueSort.Rating,
        MerchantOrder.Popularity => CatalogueSort.Popularity,
        MerchantOrder.Newest => CatalogueSort.Newest,
        _ => CatalogueSort.Name,
    };

    private static async Task<IResult> GetAsync(
        string slug,
        ApiQuery query,
        CatalogueQueries catalogue,
        CampaignQueries campaigns,
        CancellationToken cancellationToken)
    {
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return Slugs.CouldBe(slug)
            && await campaigns.WithRunningAsync(
                await catalogue.FindAsync(slug, cancellationToken), cancellationToken) is { } merchant
            ? Answers.Json(MerchantBody.Of(merchant))
            : Answers.Refuse(new NotFound());
    }
}

/// <summary>The orders that programs may ask for.</summary>
internal enum MerchantOrder
{
    Name,
    Rating,
    Popularity,
    Newest,
}

/// <summary>What a merchant's short name can look like, so that nothing else reaches the database.</summary>
internal static class Slugs
{
    private const int MaxLength = 100;

    public static bool CouldBe(string slug) => slug.Length is > 0 and <= MaxLength && !slug.Any(char.IsControl);
}

/// <summary>How long a merchant's cards are good: months or days.</summary>
internal sealed record ValidityBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Months = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Days = null)
{
    public static ValidityBody? Of(GiftCardSettings settings) =>
        settings is { ValidityMonths: null, ValidityDays: null }
        ? null
        : new ValidityBody(settings.ValidityMonths, settings.ValidityDays);
}

/// <summary>What gift cards a merchant sells.</summary>
internal sealed record OfferBody
{
    public required bool Enabled { get; init; }

    public required IReadOnlyList<MoneyBody> Presets { get; init; }

    public required bool AllowCustomAmounts { get; init; }

    public required MoneyBody Min { get; init; }

    public required MoneyBody Max { get; init; }

    [Description("Null for cards that do not expire.")]
    public required ValidityBody? Validity { get; init; }

    public required string Terms { get; init; }

    [Description("Names of the designs to choose from, a running campaign's first; the first is the default.")]
    public required IReadOnlyList<string> Designs { get; init; }
}

/// <summary>A merchant as buyers see it.</summary>
internal sealed record MerchantBody
{
    public required string Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required MerchantCategory Category { get; init; }

    public required string City { get; init; }

    [Description("ISO 3166-1 alpha-2.")]
    public required string Country { get; init; }

    public required Currency Currency { get; init; }

    [Description("IANA name.")]
    public required string TimeZone { get; init; }

    [Description("Stars on average, 1 to 5 with one decimal; null until the merchant has been rated.")]
    public required decimal? Rating { get; init; }

    public required OfferBody GiftCards { get; init; }

    public static MerchantBody Of(MerchantProfile profile) => new()
    {
        Id = profile.Id.ToString(),
        Slug = profile.Merchant.Slug,
        Name = profile.Merchant.Name,
        Description = profile.Merchant.Description,
        Category = profile.Merchant.Category,
        City = profile.Merchant.City,
        Country = profile.Merchant.Country,
        Currency = profile.Merchant.Currency,
        TimeZone = profile.Merchant.TimeZone,
        Rating = profile.Merchant.Rating,
        GiftCards = new OfferBody
        {
            Enabled = profile.Settings.Enabled,
            Presets = [.. profile.Presets.Select(MoneyBody.Of)],
            AllowCustomAmounts = profile.Settings.AllowCustomAmounts,
            Min = MoneyBody.Of(profile.Min),
            Max = MoneyBody.Of(profile.Max),
            Validity = ValidityBody.Of(profile.Settings),
            Terms = profile.Settings.Terms,
            Designs = profile.Designs,
        },
    };
}
