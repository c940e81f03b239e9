using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>Whose mail it is, as its reader sees it.</summary>
/// <param name="Name">The merchant's name, or the platform's.</param>
/// <param name="Color">The colour that tints the mail.</param>
/// <param name="Email">Where questions go; empty for none.</param>
/// <param name="Phone">Where to ring; empty for none.</param>
/// <param name="Address">Where to go, on one line; empty for none.</param>
public sealed record MailBrand(string Name, BrandColor Color, string Email = "", string Phone = "", string Address = "")
{
    /// <summary>What the head of the mail looks like.</summary>
    public MailLook Look { get; init; }

    /// <summary>For cards of the platform's own, the currency of the merchants that take them; else null.</summary>
    public Currency? GoodIn { get; init; }

    public static MailBrand Of(Merchant merchant) => new(
        merchant.Name,
        BrandColor.FromHex(merchant.Color),
        TextRules.IsOneAddress(merchant.Email) ? merchant.Email : "",
        merchant.Phone,
        string.Join(", ", new[] { merchant.Address, merchant.City }.Where(part => part.Length > 0)))
    {
        Look = merchant.MailLook,
        GoodIn = merchant.Id.IsPlatform ? merchant.Currency : null,
    };

    public static MailBrand OfPlatform(MailOptions options) => new(options.PlatformName, BrandColor.Default);
}
