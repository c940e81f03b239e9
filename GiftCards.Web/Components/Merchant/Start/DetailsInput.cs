using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;

namespace GiftCards.Web.Components.Merchant.Start;

/// <summary>The details of a business as a form holds them.</summary>
public sealed class DetailsInput
{
    public string? Name { get; set; }

    public string? Slug { get; set; }

    public string? Description { get; set; }

    public string? Category { get; set; }

    public string? Size { get; set; }

    public string? ContactName { get; set; }

    public string? Email { get; set; }

    public string? Phone { get; set; }

    public string? Country { get; set; }

    public string? City { get; set; }

    public string? Address { get; set; }

    public string? Coordinates { get; set; }

    public string? OpeningHours { get; set; }

    public string? TimeZone { get; set; }

    public string? Currency { get; set; }

    public static DetailsInput Of(Core.Merchants.Merchant merchant) => new()
    {
        Name = merchant.Name,
        Slug = merchant.Slug,
        Description = merchant.Description,
        Category = ((Enum)merchant.Category).ToText(),
        Size = merchant.Size is { } size ? ((Enum)size).ToText() : "",
        ContactName = merchant.ContactName,
        Email = merchant.Email,
        Phone = merchant.Phone,
        Country = merchant.Country,
        City = merchant.City,
        Address = merchant.Address,
        Coordinates = merchant.Coordinates,
        OpeningHours = merchant.OpeningHours,
        TimeZone = merchant.TimeZone,
        Currency = merchant.Currency.Code,
    };

    /// <summary>
    /// What the form means. Where zone, currency or short name were left open, the place and the name decide. Errors:
    /// <c>invalid_request</c> for what may not be chosen.
    /// </summary>
    public Result<BusinessDetails> ToDetails()
    {
        if (!EnumText.TryParse<MerchantCategory>(Category, out var category))
        {
            return new InvalidRequest("category", InvalidReason.Choice);
        }

        var isKnown = Countries.IsKnown(Country);
        return new BusinessDetails
        {
            Name = Line(Name),
            Slug = Line(Slug) is { Length: > 0 } slug ? slug.ToLowerInvariant() : ShortNames.Suggest(Name),
            Description = Lines(Description),
            Category = category,
            Size = EnumText.TryParse<BusinessSize>(Size, out var size) ? size : null,
            ContactName = Line(ContactName),
            Email = Line(Email),
            Phone = Line(Phone),
            Country = Country ?? "",
            City = Line(City),
            Address = Line(Address),
            Coordinates = Line(Coordinates),
            OpeningHours = Lines(OpeningHours),
            TimeZone = Line(TimeZone).Length > 0 || !isKnown ? Line(TimeZone) : Countries.ZoneFor(Country!, City),
            Currency = Line(Currency).Length > 0 || !isKnown ? Line(Currency) : Countries.CurrencyFor(Country!).Code,
        };
    }

    private static string Line(string? text) => (text ?? "").Trim();

    private static string Lines(string? text) => Line(text).ReplaceLineEndings("\n");
}
