using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>Which mails a merchant may word itself.</summary>
public enum WordedMail
{
    /// <summary>The gift to its recipient.</summary>
    Gift,

    /// <summary>The notice that a card was used.</summary>
    Use,

    /// <summary>The reminder before a card's validity ends.</summary>
    Expiry,
}

/// <summary>
/// A merchant's own words in one mail and one language, with names of places in braces. What is left empty keeps the
/// words that come with the product.
/// </summary>
public sealed class MailWording
{
    public required MerchantId MerchantId { get; init; }

    public required WordedMail Mail { get; init; }

    /// <summary>One of <see cref="SpokenLanguages"/>.</summary>
    public required string Language { get; init; }

    public string Subject { get; set; } = "";

    public string Heading { get; set; } = "";

    /// <summary>The first paragraph.</summary>
    public string Intro { get; set; } = "";

    /// <summary>Counts changes; a change based on an older version is refused.</summary>
    public int Version { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
