using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Privacy;

/// <summary>Registers what people may do with what is known of them.</summary>
public static class PrivacyRegistration
{
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddSingleton<TakeOwnDataHandler>();
        services.AddSingleton<ClosingQueries>();
        services.AddSingleton<CloseAccountHandler>();
        return services;
    }
}
