using GiftCards.Core.Common;

namespace GiftCards.Core.Verification;

/// <summary>Who a business is before the law, as its owner says.</summary>
public sealed class BusinessRecord
{
    public required MerchantId MerchantId { get; init; }

    public string LegalName { get; set; } = "";

    public string TaxId { get; set; } = "";

    public string RegistrationNumber { get; set; } = "";

    /// <summary>Keyed hash of country and tax id, to find a second business that uses it; null without one.</summary>
    public byte[]? TaxIdHash { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
