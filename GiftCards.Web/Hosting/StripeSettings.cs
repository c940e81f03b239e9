using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Web.Hosting;

/// <summary>The settings of Stripe, checked at start so that a wrong key is found before a buyer finds it.</summary>
internal static class StripeSettings
{
    private static readonly char[] Separators = [',', ' '];

    /// <summary>Answers with how Stripe is reached; null when something is wrong, which it adds.</summary>
    public static StripeOptions? Read(IConfiguration configuration, List<string> problems)
    {
        var before = problems.Count;
        var secret = configuration["Stripe:SecretKey"] ?? "";
        var publishable = configuration["Stripe:PublishableKey"] ?? "";
        var webhooks = (configuration["Stripe:WebhookSecret"] ?? "")
            .Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var address = ReadAddress(configuration["Stripe:ApiBase"], problems);
        if (!StartsWithAny(secret, "sk_test_", "sk_live_", "rk_test_", "rk_live_"))
        {
            problems.Add("Stripe:SecretKey must be the secret key of your Stripe account, sk_test_… or sk_live_… (or a restricted one, rk_…).");
        }

        if (!StartsWithAny(publishable, "pk_test_", "pk_live_"))
        {
            problems.Add("Stripe:PublishableKey must be the publishable key of your Stripe account, pk_test_… or pk_live_….");
        }
        else if (StripeOptions.IsLiveKey(publishable) != StripeOptions.IsLiveKey(secret))
        {
            problems.Add("Stripe:SecretKey and Stripe:PublishableKey are of different modes; take both from the test mode or both from the live mode.");
        }

        if (webhooks.Length == 0 || !webhooks.All(each => StartsWithAny(each, "whsec_")))
        {
            problems.Add("Stripe:WebhookSecret must be the signing secret of your webhook endpoint, whsec_…; while one replaces another write both, with a space between.");
        }

        return problems.Count == before ? new StripeOptions(address, secret, publishable, webhooks) : null;
    }

    private static Uri ReadAddress(string? text, List<string> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return StripeOptions.Address;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.AbsolutePath == "/"
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        problems.Add($"Stripe:ApiBase is '{text}' and must be an https address without a path, or be left empty for Stripe's own.");
        return StripeOptions.Address;
    }

    private static bool StartsWithAny(string text, params ReadOnlySpan<string> beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (text.Length > beginning.Length && text.StartsWith(beginning, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
