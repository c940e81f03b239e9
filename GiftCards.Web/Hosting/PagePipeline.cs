using GiftCards.Web.Components;
using GiftCards.Web.Components.Account;
using GiftCards.Web.Components.Account.Notifications;
using GiftCards.Web.Components.Admin.Payouts;
using GiftCards.Web.Components.Merchant.Mails;
using GiftCards.Web.Components.Merchant.Settings;
using GiftCards.Web.Components.Merchant.Start;
using GiftCards.Web.Components.Shared.Exports;
using GiftCards.Web.Components.Shared.Files;
using GiftCards.Web.Components.Storefront;
using GiftCards.Web.Components.Storefront.Buy;
using GiftCards.Web.Components.Storefront.Dev;
using GiftCards.Web.Components.Storefront.Gift;
using GiftCards.Web.Components.Storefront.Share;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Diagnostics;

namespace GiftCards.Web.Hosting;

/// <summary>What every request passes through, in order, and where pages are found.</summary>
internal static class PagePipeline
{
    /// <summary>
    /// Pages that show no secret, and so may be compressed although parts of their text come from the visitor.
    /// </summary>
    private static readonly string[] PublicPages =
    [
        "/search", "/m", "/legal", "/developers", "/sitemap.xml", "/sitemap", "/css", "/js", "/lib", "/_framework",
    ];

    public static void UseGiftCardsPipeline(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseHostGuard();
        if (app.Services.GetRequiredService<PublicAddress>().IsSecure)
        {
            app.UseHsts();
        }

        app.UseRequestLocalization();
        app.UseWhen(IsPage, pages =>
        {
            if (!app.Environment.IsDevelopment())
            {
                pages.UseExceptionHandler("/error", createScopeForErrors: true);
            }

            pages.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
            pages.Use(AskForErrorPages);
        });

        // After the error pages, so that an error finds its page by being routed once more.
        app.UseRouting();
        app.UseWhen(IsPublic, pages => pages.UseResponseCompression());
        app.UseCircuitOriginCheck();
        app.UseAdminNetworks();
        app.UseAuthentication();
        app.Use((context, next) =>
            context.RequestServices.GetRequiredService<CircuitLimits>().InvokeAsync(context, next));
        app.UseAuthorization();
        app.UseWhen(IsPage, pages => pages.UseFormLimits());
        app.UseAntiforgery();
        app.UseWhen(IsPage, pages => pages.UseGoneForms());
        app.UseMailboxForPrograms();
    }

    public static void MapGiftCardsPages(this WebApplication app)
    {
        app.MapStaticAssets();
        app.MapPreferences();
        app.MapGifts();
        app.MapFiles();
        app.MapFavourites();
        app.MapFound();
        app.MapSharePictures();
        app.MapStart();
        app.MapMailPreview();
        app.MapSettingsExplained();
        app.MapMailbox();
        app.MapNotifications();
        app.MapInvoices();
        app.MapBankFiles();
        app.MapSupportViews();
        app.MapStripeWebhook();
        app.MapExports();
        app.MapOwnData();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            // Compressing a circuit's traffic would let its size betray a code that stands beside text of others.
            options.DisableWebSocketCompression = true;
            options.ContentSecurityFrameAncestorsPolicy = null;
        });
    }

    // The page of an error is fetched, whatever was sent: repeated as a form it would be refused for want of a form's
    // token.
    private static Task AskForErrorPages(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    private static bool IsPage(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api")
        && !context.Request.Path.StartsWithSegments("/health")
        && !context.Request.Path.StartsWithSegments("/_blazor");

    private static bool IsPublic(HttpContext context) =>
        context.Request.Path == "/" || PublicPages.Any(p => context.Request.Path.StartsWithSegments(p));
}
