using GiftCards.Core;
using GiftCards.Core.Access;
using GiftCards.Core.Clearing;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Demo;
using GiftCards.Core.Persistence;
using GiftCards.Core.Rates;
using GiftCards.Core.Recovery;
using GiftCards.Core.Settlement;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace GiftCards.Web.Hosting;

/// <summary>The domain, its database and its keys, from the settings.</summary>
internal static class DomainRegistration
{
    /// <summary>
    /// Answers with the settings, checked, for the other registrations; throws <see cref="SettingsException"/>.
    /// </summary>
    public static StartupSettings AddGiftCardsDomain(this WebApplicationBuilder builder)
    {
        var folder = RootSettings.FolderOf(builder.Environment);
        var settings = StartupSettings.Read(builder.Configuration, builder.Environment, folder);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddGiftCardsDatabase(settings.Database);
        services.AddSingleton(new BackupOptions(builder.Configuration["Backup:PostgresFolder"]));
        services.AddSingleton(settings.Payouts);
        if (builder.Configuration["Rates:File"] is { Length: > 0 } rates)
        {
            services.AddSingleton<IExchangeRates>(new FileRates(Path.Combine(folder, rates)));
        }

        services.AddGiftCardsCore(settings.Keys, settings.Commission);
        services.AddSingleton(
            new PaymentForm(settings.Stripe?.PublishableKey, settings.Stripe is not { IsLive: true }));
        if (settings.Stripe is { } stripe)
        {
            services.AddStripePayments(stripe);
            services.AddStripePayouts(settings.Payouts);
        }

        services.AddSingleton(settings.DemoEnabled
            ? new SecondFactorExemptions(DemoWorld.Accounts)
            : SecondFactorExemptions.None);
        services.AddGiftCardsAccess(new RateLimitOptions(settings.RateLimitScale));
        services.AddSingleton(new CircuitCeiling(settings.MostCircuits));
        services.RegisterDelivery(DeliveryOf(builder.Configuration, settings));
        services.AddSingleton<DemoWorld>();
        services.AddSharedDataProtection();
        services.AddGiftCardsHealth(settings.Database.Provider);
        return settings;
    }

    private static DeliveryOptions DeliveryOf(IConfiguration configuration, StartupSettings settings)
    {
        var smtp = configuration.GetSection("Mail:Smtp");
        return new DeliveryOptions(
            new MailOptions(settings.PublicUrl.ToString().TrimEnd('/')),
            new CertificateOptions(configuration["Pdf:Font"]),
            configuration["Mail:Mode"] == "Smtp"
                ? new SmtpOptions(
                    smtp["Host"]!, smtp.GetValue("Port", SmtpOptions.SubmissionPort), smtp["User"]
                        ?? "", smtp["Password"] ?? "", smtp["From"]!)
                : null);
    }

    // Every node must read the cookies that another node wrote, so the ring of keys lies in the database.
    private static void AddSharedDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("GiftCards");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new DataProtectionRepository(provider.GetRequiredService<GiftCardsDatabase>());
            options.XmlEncryptor = new DataProtectionEncryptor(provider.GetRequiredService<Core.Common.Protector>());
        }));
    }
}
