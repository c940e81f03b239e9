using System.Text.RegularExpressions;

namespace GiftCards.Web.Security;

/// <summary>
/// With what a buyer's browser opens the provider's own payment form; nothing where the sandbox's form is ours.
/// </summary>
/// <param name="PublishableKey">By which the browser says whose payment it is; no secret. Null for the sandbox.</param>
/// <param name="IsTest">Whether no real money moves.</param>
public sealed partial record PaymentForm(string? PublishableKey, bool IsTest)
{
    /// <summary>Whether the form is Stripe's, which is loaded from Stripe.</summary>
    public bool IsStripes => PublishableKey is not null;

    /// <summary>Whether somebody may pay on the page of this path.</summary>
    public static bool IsOn(string path) => PayPages().IsMatch(path);

    [GeneratedRegex("^(/m/[^/]+/buy|/buy/platform|/wallet/[^/]+/top-up|/top-up/[^/]+)/?$", RegexOptions.IgnoreCase)]
    private static partial Regex PayPages();
}
