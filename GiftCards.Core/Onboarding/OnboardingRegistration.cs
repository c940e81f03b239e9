using GiftCards.Core.Delivery;
using GiftCards.Core.Verification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GiftCards.Core.Onboarding;

/// <summary>Registers how a business comes to sell, and how it is looked at before.</summary>
internal static class OnboardingRegistration
{
    public static void AddOnboarding(this IServiceCollection services)
    {
        services.TryAddSingleton(new OutsideRules(AllowsLoopback: false));
        services.AddSingleton<OutsideClient>();
        services.AddSingleton<OnboardingQueries>();
        services.AddSingleton<ShortNameQuery>();
        services.AddSingleton<SaveDetailsHandler>();
        services.AddSingleton<SaveProgrammeHandler>();
        services.AddSingleton<SaveRedeemingHandler>();
        services.AddSingleton<SaveBrandingHandler>();
        services.AddSingleton<RemoveLogoHandler>();
        services.AddSingleton<SaveWebhookHandler>();
        services.AddSingleton<TestWebhookHandler>();
        services.AddSingleton<LaunchBusinessHandler>();
        services.AddSingleton<VerificationRun>();
        services.AddSingleton<SaveRecordHandler>();
        services.AddSingleton<AddDocumentHandler>();
        services.AddSingleton<RemoveDocumentHandler>();
        services.AddSingleton<DecideBusinessHandler>();
    }
}
