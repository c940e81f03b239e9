using System.Globalization;
using Bunit;
using GiftCards.Web.Components.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Components;

/// <summary>Renders components in one language, with the services every page has.</summary>
internal sealed class PageContext : BunitContext
{
    private readonly CultureInfo culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo uiCulture = CultureInfo.CurrentUICulture;

    // Pages look again by real timers, and a machine that is busy takes its time; the wait ends with what it waits for.
    static PageContext() => DefaultWaitTimeout = TimeSpan.FromSeconds(30);

    public PageContext(string language = "en")
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language == "ar" ? "ar-AE" : language);
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddTransient<ErrorText>();
    }

    protected override void Dispose(bool disposing)
    {
        CultureInfo.CurrentCulture = culture;
        CultureInfo.CurrentUICulture = uiCulture;
        base.Dispose(disposing);
    }
}
