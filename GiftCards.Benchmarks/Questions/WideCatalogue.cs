using System.Globalization;
using GiftCards.Benchmarks.Load;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;

namespace GiftCards.Benchmarks.Questions;

/// <summary>Thousands of approved merchants with names, places and words that differ.</summary>
internal static class WideCatalogue
{
    private const int Batch = 500;
    private static readonly string[] Kinds =
        ["Studio", "Salon", "Atelier", "House", "Garden", "Corner", "Kitchen", "Library", "Workshop", "Parlour"];

    private static readonly string[] Names =
    [
        "Lumière", "Nordwind", "Aurora", "Saffron", "Juniper", "Marigold", "Cobalt", "Willow", "Harbour", "Meridian",
        "Velvet", "Cinnamon", "Orchard", "Tamarind", "Seaglass", "Copper", "Larkspur", "Monsoon", "Pavilion", "Quartz",
    ];

    public static async Task WriteAsync(LoadWorld world, int count, DateTimeOffset now)
    {
        for (var done = 0; done < count; done += Batch)
        {
            await using var context = world.Get<GiftCardsDatabase>().OpenAcrossMerchants();
            for (var i = done; i < Math.Min(done + Batch, count); i++)
            {
                var merchant = New(i, now.AddMinutes(-i));
                context.Add(merchant);
                context.Add(new GiftCardSettings
                {
                    MerchantId = merchant.Id,
                    Currency = merchant.Currency,
                    PresetsMinor = [10_000, 20_000],
                    MinMinor = 1_000 + (i % 50 * 100),
                    MaxMinor = 100_000 + (i % 90 * 1_000),
                    CreatedAt = now,
                    UpdatedAt = now,
                });
                context.Add(new MerchantLocation
                {
                    MerchantId = merchant.Id,
                    Id = "second",
                    Name = "Second place",
                    City = $"City {i * 13 % 200}",
                    Position = 1,
                });
            }

            await context.SaveChangesAsync();
        }

        await world.Get<RefreshCatalogueHandler>().HandleAsync(CancellationToken.None);
    }

    private static Merchant New(int i, DateTimeOffset at)
    {
        var merchant = new Merchant
        {
            Id = PublicId.New<MerchantId>(at),
            Slug = string.Create(CultureInfo.InvariantCulture, $"place-{i}"),
            Name = $"{Names[i % Names.Length]} {Kinds[i / Names.Length % Kinds.Length]} {i}",
            Description = $"Hair, nails and quarter{i % 500} by the {Names[i * 3 % Names.Length]} people",
            Category = (MerchantCategory)(i % 10),
            City = $"City {i % 200}",
            Country = "AE",
            Currency = Currency.Of(i % 4 == 0 ? "EUR" : "AED"),
            TimeZone = "Asia/Dubai",
            Status = MerchantStatus.Approved,
            CreatedAt = at,
            ApprovedAt = at,
            RatingSum = 5,
            RatingCount = 1,
            RatingRank = 100 + (i * 37 % 400),
            FeaturedAt = i % 800 == 0 ? at : null,
        };
        merchant.Reindex();
        return merchant;
    }
}
