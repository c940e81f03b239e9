using System.Globalization;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Onboarding;

/// <summary>
/// The short name that a business has in its address: 3 to 40 lower-case letters, digits and single dashes. It could
/// be the first part of a host name too.
/// </summary>
public static class ShortNames
{
    public const int MinLength = 3;
    public const int MaxLength = 40;

    // Words that are, or may become, an address of the platform's own, and such as would let somebody pass for it.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        PlatformSeller.Slug, "about", "abuse", "account", "accounts", "admin", "administrator", "affiliate", "api", "app",
        "apps", "assets", "auth", "balance", "billing", "blog", "buy", "card", "cards", "careers", "cdn", "checkout",
        "claim", "client", "contact", "css", "dashboard", "demo", "dev", "developer", "developers", "dns", "docs",
        "download", "email", "explore", "favicon", "favourites", "files", "ftp", "gift", "gift-card", "gift-cards",
        "giftcard", "giftcards", "health", "help", "home", "host", "hostmaster", "img", "imap", "info", "invoice", "js",
        "legal", "login", "logout", "loyalty", "mail", "mailbox", "merchant", "merchants", "metrics", "mobile", "new",
        "news", "notifications", "null", "oauth", "official", "orders", "owner", "partner", "partners", "pay", "payment",
        "payments", "payout", "payouts", "points", "pop", "postmaster", "preferences", "press", "pricing", "privacy",
        "problem", "profile", "public", "refund", "refunds", "register", "root", "sandbox", "search", "secure",
        "security", "settings", "shop", "sign-in", "sign-up", "signin", "signup", "smtp", "ssl", "staff", "staging",
        "static", "status", "store", "support", "system", "team", "terms", "test", "undefined", "user", "users", "verify",
        "wallet", "webhook", "webhooks", "webmaster", "www",
    };

    private static readonly Dictionary<char, string> Letters = Pairs(
        "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ sch "
        + "ъ  ы y ь  э e ю yu я ya і i ї yi є ye ґ g ў u ß ss æ ae ø o å a œ oe ð d þ th ł l đ d ı i ş s ğ g "
        + "ا a أ a إ i آ a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l "
        + "م m ن n ه h و w ي y ى a ة a ء  ئ y ؤ w پ p چ ch گ g ک k ی y "
        + "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o");

    /// <summary>Every word that no business may have.</summary>
    public static IReadOnlySet<string> ReservedWords => Reserved;

    /// <summary>
    /// A short name for a business of that name, written in Latin letters; never one that the rules refuse, but it may
    /// be taken. Empty where nothing of the name can be written so.
    /// </summary>
    public static string Suggest(string? name)
    {
        var text = new StringBuilder();
        foreach (var c in string.Concat((name ?? "").EnumerateRunes()).ToLowerInvariant())
        {
            var written = Letters.TryGetValue(c, out var letters) ? letters : Plain(c);
            text.Append(written.Length == 0 && !IsSilent(c) ? "-" : written);
        }

        var words = text.ToString().Replace("'", "", StringComparison.Ordinal)
            .Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words);
        slug = slug[..Math.Min(slug.Length, MaxLength)].Trim('-');
        return slug.Length == 0 ? "" : slug.Length < MinLength || Reserved.Contains(slug) ? $"{slug}-cards" : slug;
    }

    /// <summary>The same with a number behind it, within the length.</summary>
    public static string Numbered(string slug, int number)
    {
        var tail = string.Create(CultureInfo.InvariantCulture, $"-{number}");
        return slug[..Math.Min(slug.Length, MaxLength - tail.Length)].TrimEnd('-') + tail;
    }

    /// <summary>
    /// Null for a short name that may be had. Errors: <c>short_name_malformed</c>, <c>short_name_reserved</c>.
    /// </summary>
    public static DomainError? Refuse(string? slug) => slug switch
    {
        null or { Length: < MinLength or > MaxLength } => new ShortNameMalformed(MinLength, MaxLength),
        _ when !slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            || slug[0] == '-' || slug[^1] == '-' || slug.Contains("--", StringComparison.Ordinal) =>
            new ShortNameMalformed(MinLength, MaxLength),
        _ when Reserved.Contains(slug) => new ShortNameReserved(),
        _ => null,
    };

    // An accent falls away; whatever is no letter and no digit ends a word.
    private static string Plain(char c) => char.IsSurrogate(c) || c >= '\uFFFE' ? "" : string.Concat(c.ToString().Normalize(NormalizationForm.FormD)
        .Where(part => char.IsAsciiLetterLower(part) || char.IsAsciiDigit(part)));

    private static bool IsSilent(char c) => c is '\'' or '’' or 'ъ' or 'ь' or 'ء' or '.'
        || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private static Dictionary<char, string> Pairs(string table)
    {
        var words = table.Split(' ');
        return Enumerable.Range(0, words.Length / 2)
            .ToDictionary(i => words[i * 2][0], i => words[(i * 2) + 1]);
    }
}
