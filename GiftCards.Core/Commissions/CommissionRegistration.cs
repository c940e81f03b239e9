using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Commissions;

/// <summary>Registers what the platform keeps of sales.</summary>
internal static class CommissionRegistration
{
    public static void AddCommissions(this IServiceCollection services)
    {
        services.AddSingleton<CommissionRules>();
        services.AddSingleton<CommissionQueries>();
        services.AddSingleton<ChangeCommissionHandler>();
    }
}
