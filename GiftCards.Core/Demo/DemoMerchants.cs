using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Demo;

/// <summary>One business of the demo world: the merchant, its rules, and how lively it is.</summary>
internal sealed record DemoMerchant(
    Merchant Merchant, GiftCardSettings Settings, IReadOnlyList<MerchantService> Services, int CardsAYear);

/// <summary>
/// The businesses of the demo world. Four of them are fixed facts that documents and scripts rely on.
/// </summary>
internal static class DemoMerchants
{
    public const string Glamour = "glamour-studio";
    public const string Grove = "grove-coffee";
    public const string Sakura = "sakura-spa";
    public const string Pearl = "pearl-salon";

    private sealed record Plan(
        string Slug,
        string Name,
        MerchantCategory Category,
        string City,
        string Country,
        string Address,
        string Zone,
        string Currency,
        string Color,
        string Prefix,
        long[] Presets,
        long Min,
        long Max,
        int? Months,
        int CardsAYear,
        string Description,
        (string Name, int Minutes, long Price)[] Services);

    public static IReadOnlyList<DemoMerchant> All(DateTimeOffset openedAt) =>
        [.. Plans().Select((plan, index) => Build(plan, openedAt.AddDays(index)))];

    private static IEnumerable<Plan> Plans() => [.. Fixed(), .. Others()];

    private static Plan[] Fixed() =>
    [
        new(
            Glamour, "Glamour Studio", MerchantCategory.Beauty, "Dubai", "AE", "Al Wasl Road 118, Jumeirah", "Asia/Dubai", "AED",
            "#B83B5E", "KATIA", [100, 200, 300, 500, 1000], 50, 5000, null, 220,
            "Hair, nails and make-up by people who listen first. Two floors of calm above Al Wasl Road.",
            [("Cut and blow-dry", 60, 180), ("Balayage", 150, 650), ("Gel manicure", 45, 120), ("Bridal make-up", 90, 900)]),
        new(
            Grove, "Grove Coffee", MerchantCategory.Cafe, "San Francisco", "US", "2190 Fillmore Street", "America/Los_Angeles", "USD",
            "#2F6B4F", "GROVE", [10, 25, 50], 5, 200, 24, 160,
            "A corner café that roasts on Tuesdays and remembers your name by the third visit.",
            [("Flat white", 5, 5), ("Brunch for two", 60, 48), ("Bag of house beans", 5, 19)]),
        new(
            Sakura, "Sakura Spa", MerchantCategory.Spa, "Osaka", "JP", "Kitahorie 1-14, Nishi-ku", "Asia/Tokyo", "JPY",
            "#C2567A", "SAKURA", [3000, 5000, 10000], 1000, 100000, 12, 90,
            "Quiet rooms, warm stone and hinoki baths in the middle of Horie.",
            [("Hot stone massage", 60, 8800), ("Hinoki bath", 40, 3500), ("Facial", 50, 7200)]),
        new(
            Pearl, "Pearl Salon", MerchantCategory.Beauty, "Kuwait City", "KW", "Salem Al Mubarak Street 41, Salmiya", "Asia/Kuwait", "KWD",
            "#3F5E8C", "PEARL", [10, 20, 50], 5, 500, 12, 70,
            "Colour, care and a private room when you want one.",
            [("Wash and style", 45, 12), ("Keratin treatment", 120, 45), ("Henna evening", 90, 30)]),
    ];

    private static Plan[] Others() =>
    [
        new(
            "maison-lumiere", "Maison Lumière", MerchantCategory.Fashion, "Paris", "FR", "14 rue des Martyrs, 9e", "Europe/Paris", "EUR",
            "#7A4E9E", "LUMI", [50, 100, 150], 20, 1000, 12, 80,
            "Small-run knitwear and silk, cut two streets away.", []),
        new(
            "libreria-alba", "Librería Alba", MerchantCategory.Books, "San Salvador", "SV", "Colonia Escalón, Calle 77 Norte 12", "America/El_Salvador", "USD",
            "#A5572A", "ALBA", [10, 20, 40], 5, 150, 12, 55,
            "Independent bookshop with a reading room and very good coffee.", []),
        new(
            "barberia-norte", "Barbería Norte", MerchantCategory.Barber, "Madrid", "ES", "Calle de Fuencarral 96", "Europe/Madrid", "EUR",
            "#1F5673", "NORTE", [15, 30, 60], 10, 300, 12, 65,
            "Hot towels, straight razors, no small talk unless you start it.",
            [("Haircut", 30, 18), ("Hot towel shave", 40, 22), ("Both", 65, 36)]),
        new(
            "petal-and-stem", "Petal & Stem", MerchantCategory.Flowers, "London", "GB", "31 Columbia Road, E2", "Europe/London", "GBP",
            "#4B7F52", "PETAL", [20, 35, 60], 10, 250, 12, 75,
            "Seasonal bunches, no plastic, delivered by bicycle.", []),
        new(
            "iron-lotus-yoga", "Iron Lotus Yoga", MerchantCategory.Fitness, "New York", "US", "228 Bleecker Street", "America/New_York", "USD",
            "#5B4BDB", "LOTUS", [30, 90, 150], 20, 500, 12, 60,
            "Strength and stillness, six to a class.",
            [("Single class", 60, 28), ("Five classes", 60, 120)]),
        new(
            "casa-verde", "Casa Verde", MerchantCategory.Restaurant, "Mexico City", "MX", "Orizaba 87, Roma Norte", "America/Mexico_City", "MXN",
            "#3C7A3F", "VERDE", [300, 600, 1200], 200, 8000, 12, 70,
            "Milpa cooking around one long table.", []),
        new(
            "harbour-home", "Harbour & Home", MerchantCategory.Home, "Sydney", "AU", "19 Oxford Street, Paddington", "Australia/Sydney", "AUD",
            "#2B6C8F", "HARB", [50, 100, 200], 20, 1000, 36, 50,
            "Linen, ceramics and things that get better with use.", []),
        new(
            "saffron-table", "Saffron Table", MerchantCategory.Restaurant, "Mumbai", "IN", "Pali Hill 22, Bandra West", "Asia/Kolkata", "INR",
            "#B7641D", "SAFF", [1000, 2500, 5000], 500, 50000, 12, 85,
            "Coastal recipes from four grandmothers.", []),
    ];

    private static DemoMerchant Build(Plan plan, DateTimeOffset openedAt)
    {
        var currency = Currency.Of(plan.Currency);
        var merchant = new Merchant
        {
            Id = PublicId.New<MerchantId>(openedAt),
            Slug = plan.Slug,
            Name = plan.Name,
            Description = plan.Description,
            Category = plan.Category,
            City = plan.City,
            Country = plan.Country,
            Address = plan.Address,
            Phone = "",
            Email = $"hello@{plan.Slug}.example",
            OpeningHours = "Mon–Fri 09:00–19:00\nSat 10:00–18:00",
            Currency = currency,
            TimeZone = plan.Zone,
            Color = plan.Color,
            Status = MerchantStatus.Approved,
            CreatedAt = openedAt,
            ApprovedAt = openedAt.AddDays(1),
        };
        merchant.Reindex();
        var settings = new GiftCardSettings
        {
            MerchantId = merchant.Id,
            Currency = currency,
            PresetsMinor = [.. plan.Presets.Select(preset => preset * currency.MinorPerMajor)],
            MinMinor = plan.Min * currency.MinorPerMajor,
            MaxMinor = plan.Max * currency.MinorPerMajor,
            ValidityMonths = plan.Months,
            CodePrefix = plan.Prefix,
            Designs = DesignsOf(plan.Category),
            Terms = $"Good for everything at {plan.Name}. Not exchangeable for cash except where the law says so. Treat it like cash: whoever holds the code can spend it.",
            CreatedAt = openedAt,
            UpdatedAt = openedAt,
        };
        var services = plan.Services.Select((service, index) => new MerchantService
        {
            MerchantId = merchant.Id,
            Id = $"s{index + 1}",
            Name = service.Name,
            DurationMinutes = service.Minutes,
            PriceMinor = service.Price * currency.MinorPerMajor,
        }).ToList();
        return new DemoMerchant(merchant, settings, services, plan.CardsAYear);
    }

    /// <summary>All designs, the one that suits the trade first.</summary>
    private static List<string> DesignsOf(MerchantCategory category)
    {
        var first = category switch
        {
            MerchantCategory.Beauty or MerchantCategory.Flowers => "bloom",
            MerchantCategory.Spa or MerchantCategory.Fitness => "waves",
            MerchantCategory.Books or MerchantCategory.Restaurant => "night",
            MerchantCategory.Home or MerchantCategory.Barber => "confetti",
            _ => "classic",
        };
        return [first, .. CardDesigns.All.Where(design => design != first)];
    }

    /// <summary>A business that waits for approval, so that the administrator's page has something to do.</summary>
    public static DemoMerchant Pending(DateTimeOffset now)
    {
        var built = Build(
            new Plan(
                "north-star-barbers", "North Star Barbers", MerchantCategory.Barber, "Dublin", "IE", "Capel Street 60", "Europe/Dublin", "EUR",
                "#22577A", "NORTH", [20, 40, 80], 10, 400, 60, 0, "Three chairs and a record player.", []),
            now.AddDays(-2));
        built.Merchant.Status = MerchantStatus.Pending;
        built.Merchant.ApprovedAt = null;
        return built;
    }
}
