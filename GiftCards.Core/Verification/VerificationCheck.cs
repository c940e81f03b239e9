using GiftCards.Core.Common;

namespace GiftCards.Core.Verification;

/// <summary>What is looked at before a business may sell.</summary>
public enum CheckName
{
    OwnerAddressConfirmed,
    PlaceComplete,
    LegalName,
    TaxId,
    TaxIdUnique,
    RegistrationNumber,
    Document,
}

/// <summary>How a check came out.</summary>
public enum CheckOutcome
{
    Passed,
    Failed,

    /// <summary>No rule decides this; somebody has to look.</summary>
    NeedsPerson,
}

/// <summary>What one check found about a business the last time.</summary>
public sealed class VerificationCheck
{
    public required MerchantId MerchantId { get; init; }

    public required CheckName Name { get; init; }

    public required CheckOutcome Outcome { get; init; }

    /// <summary>A stable word for the reason, such as <c>check_digit</c>; empty where the check passed.</summary>
    public required string Why { get; init; }

    public required DateTimeOffset At { get; init; }
}
