using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Clearing;

/// <summary>Registers what keeps us in line with Stripe, beside Stripe itself.</summary>
public static class ClearingRegistration
{
    /// <summary>Takes payments through Stripe, and follows what it says.</summary>
    public static IServiceCollection AddStripePayments(this IServiceCollection services, StripeOptions options)
    {
        services.AddStripe(options);
        services.AddSingleton<IStripeEventHandler, PaymentEvents>();
        services.AddSingleton<IStripeEventHandler, RefundEvents>();
        services.AddSingleton<IStripeEventHandler, DisputeEvents>();
        services.AddSingleton<IStripeEventHandler, BankPayoutEvents>();
        services.AddSingleton(all => new ReceiveStripeEventHandler(
            all.GetRequiredService<GiftCardsDatabase>(),
            all.GetRequiredService<ReadOnlyMode>(),
            options,
            all.GetServices<IStripeEventHandler>(),
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<ReceiveStripeEventHandler>>()));
        services.AddSingleton(all => new CatchUpStripeEventsHandler(
            all.GetRequiredService<GiftCardsDatabase>(),
            all.GetRequiredService<StripeClient>(),
            all.GetRequiredService<ReceiveStripeEventHandler>(),
            all.GetRequiredService<TimeProvider>(),
            all.GetRequiredService<ILogger<CatchUpStripeEventsHandler>>()));
        return services;
    }
}
