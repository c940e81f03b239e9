using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Demo;

/// <summary>The platform's own cards in the demo world: two currencies, and a card or two of each.</summary>
internal static class DemoPlatform
{
    private const string Prefix = "GIFTS";

    /// <summary>How the platform sells; it is no row among the merchants, only its rules are stored.</summary>
    public static IReadOnlyList<DemoMerchant> Programmes(DateTimeOffset openedAt) =>
    [
        Programme("AED", [100, 250, 500], 50, 2_000, openedAt),
        Programme("USD", [25, 50, 100], 10, 500, openedAt),
    ];

    /// <summary>Cards with codes that documents and scripts rely on.</summary>
    public static void Write(
        DemoLedger ledger,
        IReadOnlyList<DemoMerchant> programmes,
        IReadOnlyList<DemoMerchant> businesses,
        UserId buyer,
        DateTimeOffset now)
    {
        var (dirhams, dollars) = (programmes[0], programmes[1]);
        var bea = new Party("Bea Buyer", "buyer@demo.example");
        ledger.Sell(dirhams, Named("DEMA-CTVE-2AED", 30_000, dirhams, 12));
        var aed = ledger.Sell(dirhams, Named("DEMP-ARTL-2AED", 25_000, dirhams, 50));
        ledger.Redeem(At(DemoMerchants.Glamour), aed, new Money(12_000, aed.Currency), now.AddDays(-21), "Gel manicure");
        ledger.Sell(dollars, Named("DEMA-CTVE-2USD", 5_000, dollars, 8));
        var usd = ledger.Sell(dollars, Named("DEMP-ARTL-2USD", 5_000, dollars, 40) with { Owner = buyer, Design = "waves" });
        ledger.Redeem(At(DemoMerchants.Grove), usd, new Money(1_900, usd.Currency), now.AddDays(-30), "Bag of house beans");
        ledger.Redeem(At("iron-lotus-yoga"), usd, new Money(1_500, usd.Currency), now.AddDays(-6), null);

        DemoMerchant At(string slug) => businesses.Single(business => business.Merchant.Slug == slug);

        DemoSale Named(string code, long minor, DemoMerchant programme, int daysAgo) => new(
            new Money(minor, programme.Merchant.Currency),
            now.AddDays(-daysAgo),
            CardCode.TryParse($"{Prefix}-{code}", out var parsed)
                ? parsed
                : throw new InvalidOperationException($"{code} is no code."),
            bea)
        {
            Buyer = buyer,
            Owner = programme == dirhams ? buyer : null,
        };
    }

    private static DemoMerchant Programme(
        string code, long[] presets, long min, long max, DateTimeOffset openedAt)
    {
        var currency = Currency.Of(code);
        var settings = new GiftCardSettings
        {
            MerchantId = MerchantId.Platform,
            Currency = currency,
            PresetsMinor = [.. presets.Select(preset => preset * currency.MinorPerMajor)],
            MinMinor = min * currency.MinorPerMajor,
            MaxMinor = max * currency.MinorPerMajor,
            CodePrefix = Prefix,
            Terms = $"Good at every business on {PlatformSeller.Name} that sells in {code}. Not exchangeable for cash except where the law says so. Treat it like cash: whoever holds the code can spend it.",
            CreatedAt = openedAt,
            UpdatedAt = openedAt,
        };
        return new DemoMerchant(PlatformSeller.In(currency), settings, [], 0);
    }
}
