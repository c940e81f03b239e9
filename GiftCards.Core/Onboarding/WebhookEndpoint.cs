using GiftCards.Core.Common;

namespace GiftCards.Core.Onboarding;

/// <summary>Where a business's own program hears of events, and the secret that signs them.</summary>
public sealed class WebhookEndpoint
{
    public required MerchantId MerchantId { get; init; }

    public required string Url { get; set; }

    /// <summary><c>whsec_</c> and base64 of 32 random bytes, as Standard Webhooks writes it.</summary>
    public required string Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? TestedAt { get; set; }

    /// <summary>The status that the last test was answered with; null where no answer came.</summary>
    public int? TestStatus { get; set; }
}
