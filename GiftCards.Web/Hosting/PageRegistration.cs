using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using GiftCards.Web.Components.Buyer;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Components.Storefront;
using GiftCards.Web.Components.Storefront.Share;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;

namespace GiftCards.Web.Hosting;

/// <summary>What the pages need: components, circuits within limits, languages, antiforgery, compression.</summary>
internal static class PageRegistration
{
    public static void AddGiftCardsPages(this WebApplicationBuilder builder, StartupSettings settings)
    {
        var services = builder.Services;
        var address = new PublicAddress(settings.PublicUrl);
        services.AddSingleton(address);
        services.AddHttpContextAccessor();
        services.AddLocalization();
        services.AddGiftCardsLanguages();
        services.AddTransient<ErrorText>();
        services.AddTransient<ExpiryWords>();
        services.AddSingleton<ShownCurrency>();
        services.AddScoped<FavouriteMarks>();
        services.AddSingleton(settings.SharePictures);
        services.AddSingleton<SharePictures>();

        // Letters of every script are written as themselves: as numeric entities they take six times the room.
        services.AddWebEncoders(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.AddComponents();
        services.AddAuthentication();
        services.AddAuthorization();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = address.IsSecure ? "__Host-form" : "form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy =
                address.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;

            // The one policy for framing is the Content-Security-Policy of Security/SecurityHeaders.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddHsts(options =>
        {
            options.MaxAge = TimeSpan.FromDays(365);
            options.IncludeSubDomains = true;
        });
        services.AddBodyLimits();
        services.AddCompression();
        services.AddKnownProxies(builder.Configuration["App:KnownProxies"]);
    }

    private static void AddComponents(this IServiceCollection services) => services
        .AddRazorComponents()
        .AddInteractiveServerComponents(options =>
        {
            options.DetailedErrors = false;
            options.DisconnectedCircuitMaxRetained = 50;
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(2);
            options.MaxBufferedUnacknowledgedRenderBatches = 10;
            options.JSInteropDefaultCallTimeout = TimeSpan.FromSeconds(30);
        })
        .AddHubOptions(options => options.MaximumReceiveMessageSize = 32 * 1024);

    private static void AddCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.Providers.Add<BrotliCompressionProvider>();
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
    }

    /// <summary>Forwarded headers are believed from the proxies that the settings name, else from nobody.</summary>
    private static void AddKnownProxies(this IServiceCollection services, string? proxies) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
            foreach (var proxy in (proxies ?? "").Split(',', Tidy))
            {
                if (proxy.Contains('/'))
                {
                    options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
                }
                else
                {
                    options.KnownProxies.Add(System.Net.IPAddress.Parse(proxy));
                }

                options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            }
        });
}
