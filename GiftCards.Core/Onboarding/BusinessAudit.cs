using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Onboarding;

/// <summary>How a change of what a business says of itself stands in the audit trail.</summary>
internal static class BusinessAudit
{
    public static AuditNote Note(MerchantId id) =>
        new(AuditActions.BusinessChanged, id, AuditTargets.Merchant, id.ToString());

    /// <summary>What everybody may know of the business; whom to ask there stays out of the trail.</summary>
    public static object Of(Merchant merchant, Currency currency) => new
    {
        merchant.Name,
        merchant.Slug,
        merchant.Description,
        merchant.Category,
        merchant.Size,
        merchant.Country,
        merchant.City,
        merchant.Address,
        merchant.Coordinates,
        merchant.OpeningHours,
        merchant.TimeZone,
        Currency = currency.Code,
        merchant.Color,
        merchant.MailLook,
        merchant.LogoId,
    };
}
