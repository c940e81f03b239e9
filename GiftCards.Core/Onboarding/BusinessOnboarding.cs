using GiftCards.Core.Common;

namespace GiftCards.Core.Onboarding;

/// <summary>The five steps from a name to the first sale, in their order.</summary>
public enum OnboardingStep
{
    Details,
    Programme,
    Redeeming,
    Branding,
    Review,
}

/// <summary>How the business will take its cards.</summary>
public enum RedeemingWay
{
    Counter,
    Api,
    Both,
}

/// <summary>
/// How far a business has come with setting itself up, and under which terms it began to sell. Each step counts from
/// the moment it was saved, on whichever device.
/// </summary>
public sealed class BusinessOnboarding
{
    public required MerchantId MerchantId { get; init; }

    public required UserId StartedBy { get; init; }

    public required DateTimeOffset DetailsAt { get; set; }

    public DateTimeOffset? ProgrammeAt { get; set; }

    public DateTimeOffset? RedeemingAt { get; set; }

    public DateTimeOffset? BrandingAt { get; set; }

    /// <summary>When it was handed in for the first time.</summary>
    public DateTimeOffset? LaunchedAt { get; set; }

    public RedeemingWay RedeemingWay { get; set; }

    /// <summary>Which version of the terms its owner accepted; see <see cref="BusinessTerms"/>.</summary>
    public string? TermsVersion { get; set; }

    public DateTimeOffset? TermsAcceptedAt { get; set; }

    public UserId? TermsAcceptedBy { get; set; }

    /// <summary>Steps that are saved.</summary>
    public IReadOnlyList<OnboardingStep> Done =>
    [
        .. Enum.GetValues<OnboardingStep>().Where(step => step switch
        {
            OnboardingStep.Details => true,
            OnboardingStep.Programme => ProgrammeAt is not null,
            OnboardingStep.Redeeming => RedeemingAt is not null,
            OnboardingStep.Branding => BrandingAt is not null,
            _ => LaunchedAt is not null,
        }),
    ];

    /// <summary>Where its owner goes on: the first step that is not saved.</summary>
    public OnboardingStep Next => Enum.GetValues<OnboardingStep>().Except(Done).FirstOrDefault(OnboardingStep.Review);
}

/// <summary>The terms that a business accepts before it sells.</summary>
public static class BusinessTerms
{
    /// <summary>Changes with every change of the text.</summary>
    public const string Version = "2026-11";
}
