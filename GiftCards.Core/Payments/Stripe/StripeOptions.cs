namespace GiftCards.Core.Payments.Stripe;

/// <summary>How Stripe is reached, and as whom; read and checked at start.</summary>
/// <param name="ApiBase">Where its API is, without a path.</param>
/// <param name="SecretKey">The platform's secret key, <c>sk_test_…</c> or <c>sk_live_…</c>; a restricted one may do.</param>
/// <param name="PublishableKey">What the buyer's browser speaks to Stripe with; no secret.</param>
/// <param name="WebhookSecrets">Secrets of the webhook endpoint; several while one replaces another.</param>
public sealed record StripeOptions(
    Uri ApiBase, string SecretKey, string PublishableKey, IReadOnlyList<string> WebhookSecrets)
{
    /// <summary>Stripe's own address.</summary>
    public static readonly Uri Address = new("https://api.stripe.com");

    /// <summary>Whether real money moves; payments and events of the other mode are not ours.</summary>
    public bool IsLive => IsLiveKey(SecretKey);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often an attempt is repeated that nobody knows the end of.</summary>
    public int Repeats { get; init; } = 2;

    /// <summary>How long is waited before the first repetition; each further one waits twice as long.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether a key moves real money.</summary>
    public static bool IsLiveKey(string key) => key.Contains("_live_", StringComparison.Ordinal);
}
