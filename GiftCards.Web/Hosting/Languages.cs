using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Localization;

namespace GiftCards.Web.Hosting;

/// <summary>
/// The languages the product speaks, and how one is chosen: the person's own choice first, then the browser's.
/// </summary>
internal static class Languages
{
    /// <summary>Language codes with the name that each language gives itself.</summary>
    public static IReadOnlyDictionary<string, string> Names { get; } = SpokenLanguages.All.ToDictionary(
        language => language,
        language => language switch
        {
            "en" => "English",
            "es" => "Español",
            "fr" => "Français",
            "ru" => "Русский",
            "ar" => "العربية",
            _ => throw new InvalidOperationException($"What does '{language}' call itself?"),
        },
        StringComparer.Ordinal);

    /// <summary>The language of the page being made, as one of <see cref="Names"/>.</summary>
    public static string Current =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is var code && Names.ContainsKey(code)
            ? code
            : SpokenLanguages.Default;

    /// <summary>The name of the part of an address that asks for a language.</summary>
    public const string Parameter = "lang";

    public static bool IsRightToLeft => CultureInfo.CurrentUICulture.TextInfo.IsRightToLeft;

    /// <summary>
    /// The culture that formats numbers and dates in a language. Plain Arabic writes Arabic separators between Latin
    /// digits; the form used in the Gulf writes both alike.
    /// </summary>
    public static CultureInfo FormatsOf(string language) =>
        CultureInfo.GetCultureInfo(language == "ar" ? "ar-AE" : language);

    public static void AddGiftCardsLanguages(this IServiceCollection services) =>
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(SpokenLanguages.Default);
            options.SupportedCultures = [.. Names.Keys.Select(FormatsOf)];
            options.SupportedUICultures = [.. Names.Keys.Select(CultureInfo.GetCultureInfo)];
            options.RequestCultureProviders = [new CustomRequestCultureProvider(Choose)];
        });

    /// <summary>The language that the address itself asks for; null where it asks for none.</summary>
    public static string? AskedIn(HttpContext context) =>
        context.Request.Query[Parameter] is [{ } asked] && Names.ContainsKey(asked) ? asked : null;

    private static Task<ProviderCultureResult?> Choose(HttpContext context)
    {
        var chosen = AskedIn(context) ?? SiteCookie.Read(context, Preferences.LanguageCookie);
        var language = chosen is not null && Names.ContainsKey(chosen) ? chosen : Wished(context.Request);
        return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(FormatsOf(language).Name, language));
    }

    private static string Wished(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .OrderByDescending(l => l.Quality ?? 1)
        .Select(l => l.Value.ToString().Split('-')[0].ToLowerInvariant())
        .FirstOrDefault(Names.ContainsKey) ?? SpokenLanguages.Default;
}
