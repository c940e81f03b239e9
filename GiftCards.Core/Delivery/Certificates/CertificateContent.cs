using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Certificates;

/// <summary>What a certificate says.</summary>
public sealed record CertificateContent
{
    public required string MerchantName { get; init; }

    /// <summary>For cards of the platform's own, the currency of the merchants that take them; else null.</summary>
    public Currency? GoodIn { get; init; }

    /// <summary>The merchant's colour, <c>#RRGGBB</c>.</summary>
    public required string BrandColor { get; init; }

    /// <summary>One of <see cref="Merchants.CardDesigns"/>; an unknown name is drawn as the first.</summary>
    public required string Design { get; init; }

    /// <summary>A picture that is drawn in the design's place; null for the design.</summary>
    public CardPicture? Picture { get; init; }

    public required Money Amount { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    public string? Message { get; init; }

    /// <summary>The code as people read it; the QR holds the same text.</summary>
    public required string Code { get; init; }

    /// <summary>The last local day on which the card is good; null for never expiring.</summary>
    public DateOnly? LastValidDay { get; init; }

    public string Terms { get; init; } = "";

    /// <summary>Address of the gift's page.</summary>
    public required string GiftUrl { get; init; }

    /// <summary>Language of the labels, such as <c>fr</c>.</summary>
    public required string Language { get; init; }
}
