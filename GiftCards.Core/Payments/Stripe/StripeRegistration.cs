using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>Puts Stripe in the place of the embedded sandbox.</summary>
public static class StripeRegistration
{
    public static IServiceCollection AddStripe(this IServiceCollection services, StripeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<StripeClient>();
        services.AddSingleton<IPaymentProvider, StripeProvider>();
        return services;
    }
}
