using GiftCards.Core.Clearing;
using GiftCards.Core.Payments.Stripe;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Settlement;

/// <summary>Pays merchants through Stripe, where the settings say so.</summary>
public static class StripePayoutRegistration
{
    /// <summary>To be called beside <see cref="StripeRegistration.AddStripe"/>.</summary>
    public static IServiceCollection AddStripePayouts(this IServiceCollection services, PayoutOptions options)
    {
        if (options.Provider == PayoutProviderKind.StripeConnect)
        {
            services.AddSingleton<IPayoutProvider, StripeConnectProvider>();
            services.AddSingleton<ConnectDesk>();
            services.AddSingleton<ConnectAccounts>();
            services.AddSingleton<IStripeEventHandler, TransferEvents>();
            services.AddSingleton<IStripeEventHandler, ConnectAccountEvents>();
        }

        return services;
    }
}
