using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace GiftCards.Web.Hosting;

/// <summary>The languages the product speaks, and how one is chosen: the person's own choice first, then the browser's.</summary>
internal static class Languages
{
    /// <summary>Language codes with the name that each language gives itself.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["en"] = "English",
        ["es"] = "Español",
        ["fr"] = "Français",
        ["ru"] = "Русский",
        ["ar"] = "العربية",
    };

    /// <summary>The language of the page being made, as one of <see cref="Names"/>.</summary>
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is var code && Names.ContainsKey(code) ? code : "en";

    public static bool IsRightToLeft => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft;

    public static void AddGiftCardsLanguages(this IServiceCollection services) =>
        services.Configure<RequestLocalizationOptions>(options =>
        {
            string[] codes = [.. Names.Keys];
            options.SetDefaultCulture("en").AddSupportedCultures(codes).AddSupportedUICultures(codes);
            options.RequestCultureProviders =
                [new CookieRequestCultureProvider { CookieName = Preferences.LanguageCookie }, new AcceptLanguageHeaderRequestCultureProvider()];
        });
}
