using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Onboarding;

/// <summary>What the details of a business must look like, and which of them stay once it was handed in.</summary>
internal static class DetailsRules
{
    private const int MaxDescription = 1_000;
    private const int MaxHours = 500;

    /// <summary>Null when the details can be kept.</summary>
    public static DomainError? Refuse(BusinessDetails details) =>
        TextRules.RefuseName(details.Name, "name")
        ?? ShortNames.Refuse(details.Slug)
        ?? TextRules.RefuseMessage(details.Description, "description", MaxDescription)
        ?? (Enum.IsDefined(details.Category) ? null : new InvalidRequest("category", InvalidReason.Choice))
        ?? (details.Size is not { } size || Enum.IsDefined(size)
            ? null
            : new InvalidRequest("size", InvalidReason.Choice))
        ?? TextRules.RefuseName(details.ContactName, "contactName")
        ?? TextRules.RefuseEmail(details.Email, "email")
        ?? (details.Phone.Length == 0 ? null : TextRules.RefusePhone(details.Phone, "phone"))
        ?? RefusePlace(details)
        ?? TextRules.RefuseMessage(details.OpeningHours, "openingHours", MaxHours);

    private static InvalidRequest? RefusePlace(BusinessDetails details) =>
        (Countries.IsKnown(details.Country) ? null : new InvalidRequest("country", InvalidReason.Choice))
        ?? TextRules.RefuseName(details.City, "city")
        ?? TextRules.RefuseLine(details.Address, "address", TextRules.MaxReference)
        ?? (string.IsNullOrWhiteSpace(details.Coordinates) || MapLink.TryRead(details.Coordinates, out _, out _)
            ? null
            : new InvalidRequest("coordinates", InvalidReason.Malformed))
        ?? (Countries.IsZone(details.TimeZone) ? null : new InvalidRequest("timeZone", InvalidReason.TimeZone))
        ?? (Currency.TryParse(details.Currency, out _)
            ? null
            : new InvalidRequest("currency", InvalidReason.Choice));

    /// <summary>
    /// Null when the change is allowed. The address and the country go with the approval; the currency stays from the
    /// moment it was handed in.
    /// </summary>
    public static FieldSettled? RefuseChange(Merchant merchant, BusinessDetails details)
    {
        var isApproved = merchant.Status is MerchantStatus.Approved or MerchantStatus.Suspended;
        return merchant switch
        {
            _ when isApproved && merchant.Slug != details.Slug => new FieldSettled("slug"),
            _ when isApproved && merchant.Country != details.Country => new FieldSettled("country"),
            { Status: not MerchantStatus.Draft } when merchant.Currency.Code != details.Currency =>
                new FieldSettled("currency"),
            _ => null,
        };
    }

    public static Merchant NewMerchant(BusinessDetails details, DateTimeOffset now)
    {
        var merchant = new Merchant
        {
            Id = PublicId.New<MerchantId>(now),
            Slug = details.Slug,
            Name = details.Name,
            Description = details.Description,
            Category = details.Category,
            City = details.City,
            Country = details.Country,
            Currency = Currency.Of(details.Currency),
            TimeZone = details.TimeZone,
            Status = MerchantStatus.Draft,
            CreatedAt = now,
        };
        Copy(details, merchant);
        return merchant;
    }

    public static void Copy(BusinessDetails details, Merchant merchant)
    {
        merchant.Slug = details.Slug;
        merchant.Name = details.Name.Trim();
        merchant.Description = details.Description.Trim();
        merchant.Category = details.Category;
        merchant.Size = details.Size;
        merchant.ContactName = details.ContactName.Trim();
        merchant.Email = details.Email;
        merchant.Phone = details.Phone.Trim();
        merchant.Country = details.Country;
        merchant.City = details.City.Trim();
        merchant.Address = details.Address.Trim();
        merchant.Coordinates = string.IsNullOrWhiteSpace(details.Coordinates) ? null : details.Coordinates.Trim();
        merchant.OpeningHours = details.OpeningHours.Trim();
        merchant.TimeZone = details.TimeZone;
        merchant.Reindex();
    }
}
