using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Disputes;

/// <summary>Registers what is done about disputes.</summary>
internal static class DisputeRegistration
{
    public static void AddDisputes(this IServiceCollection services)
    {
        services.AddSingleton<OpenDisputeHandler>();
        services.AddSingleton<CloseDisputeHandler>();
        services.AddSingleton<FollowSandboxDisputesHandler>();
        services.AddSingleton<DecideSandboxDisputeHandler>();
        services.AddSingleton<DisputeQueries>();
    }
}
