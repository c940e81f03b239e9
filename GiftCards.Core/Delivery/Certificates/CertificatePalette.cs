namespace GiftCards.Core.Delivery.Certificates;

/// <summary>
/// The colours of one certificate, worked out from the merchant's own so that every text keeps its contrast.
/// </summary>
internal sealed record CertificatePalette
{
    private static readonly BrandColor Midnight = BrandColor.FromHex("#0D1030");

    private CertificatePalette(BrandColor brand, bool isNight)
    {
        OnHero = isNight ? BrandColor.White : brand.TextColor;
        Hero = isNight ? Midnight.Mix(brand, 0.12).AsBackgroundFor(BrandColor.White) : brand.AsBackgroundFor(OnHero);
        HeroEnd = isNight
            ? Midnight.Mix(brand, 0.45).AsBackgroundFor(BrandColor.White)
            : Hero.Mix(OnHero == BrandColor.White ? BrandColor.Ink : BrandColor.White, 0.38);
        Light = Hero.Mix(BrandColor.White, 0.55);
        Accent = brand.ReadableOn(Paper);
        Frame = Accent.Mix(BrandColor.White, 0.7);
        Tint = Accent.Mix(BrandColor.White, 0.93);
    }

    public static BrandColor Paper => BrandColor.White;

    public static BrandColor Text => BrandColor.Ink;

    public static BrandColor Quiet { get; } = BrandColor.FromHex("#5A5568");

    /// <summary>Where the picture's gradient begins.</summary>
    public BrandColor Hero { get; }

    public BrandColor HeroEnd { get; }

    /// <summary>Text on the picture.</summary>
    public BrandColor OnHero { get; }

    /// <summary>A light relative of the picture's colour, for what is drawn on it.</summary>
    public BrandColor Light { get; }

    /// <summary>The merchant's colour as text on paper.</summary>
    public BrandColor Accent { get; }

    public BrandColor Frame { get; }

    public BrandColor Tint { get; }

    public static CertificatePalette For(CertificateContent content) =>
        new(BrandColor.FromHex(content.BrandColor), content.Design == "night");
}
