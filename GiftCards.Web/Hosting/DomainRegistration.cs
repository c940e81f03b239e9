using GiftCards.Core;
using GiftCards.Core.Demo;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace GiftCards.Web.Hosting;

/// <summary>The domain, its database and its keys, from the settings.</summary>
internal static class DomainRegistration
{
    public static void AddGiftCardsDomain(this WebApplicationBuilder builder)
    {
        var folder = RootSettings.FolderOf(builder.Environment);
        var settings = StartupSettings.Read(builder.Configuration, builder.Environment, folder);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddGiftCardsDatabase(settings.Database);
        services.AddGiftCardsCore(settings.Keys, settings.Commission);
        services.AddSingleton<DemoWorld>();
        services.AddSharedDataProtection();
        services.AddGiftCardsHealth(settings.Database.Provider);
    }

    // Every node must read the cookies that another node wrote, so the ring of keys lies in the database.
    private static void AddSharedDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("GiftCards");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new DataProtectionRepository(provider.GetRequiredService<GiftCardsDatabase>());
            options.XmlEncryptor = new DataProtectionEncryptor(provider.GetRequiredService<Core.Common.Protector>());
        }));
    }
}
