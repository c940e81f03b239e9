using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// With 5,000 merchants every list of the storefront finds its rows by an index. What is read is the plan of what the
/// application really sends; how long it took is written beside the test and not judged by it.
/// </summary>
public sealed partial class CataloguePlanTests(ITestOutputHelper output)
{
    private const int MerchantCount = 5_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_visitors_wait_for_reads_the_catalogue_from_end_to_end()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var plans = await PostgresPlans.WatchAsync(world.Options.ConnectionString);
        await MakeAsync(world);
        var catalogue = world.Get<CatalogueQueries>();
        plans.Take();
        List<string> finds = [];
        foreach (var filter in Wishes())
        {
            await catalogue.SearchAsync(filter, PageRequest.First, Token);
            var started = Stopwatch.GetTimestamp();
            var found = await catalogue.SearchAsync(filter, PageRequest.First, Token);
            var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{took:0.0} ms, {found.Data.Count} found: {filter}"));
            finds.AddRange(plans.Take().Where(plan => WholeTable().IsMatch(plan)).Select(plan => $"{filter}:\n{plan}"));
        }

        Assert.True(finds.Count == 0, string.Join('\n', finds));
    }

    private static IEnumerable<CatalogueFilter> Wishes()
    {
        foreach (var sort in Enum.GetValues<CatalogueSort>())
        {
            yield return new CatalogueFilter { Sort = sort };
        }

        yield return new CatalogueFilter { Search = "studio 4711", Sort = CatalogueSort.Popularity };
        yield return new CatalogueFilter { Search = "stuido", Sort = CatalogueSort.Rating };
        yield return new CatalogueFilter { Search = "quartr17" };
        yield return new CatalogueFilter { Category = MerchantCategory.Spa, City = "City 17", Sort = CatalogueSort.Price };
        yield return new CatalogueFilter { MinRating = 4, Sort = CatalogueSort.Popularity };
    }

    private static async Task MakeAsync(TestWorld world)
    {
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            for (var i = 0; i < MerchantCount; i++)
            {
                var (merchant, settings) = TestWorld.NewMerchant(world.Clock.GetInstant().AddMinutes(i), $"m{i}");
                merchant.Name = $"Studio {i} {(i % 3 == 0 ? "Lumière" : "Nordwind")}";
                merchant.City = $"City {i % 200}";
                merchant.Category = (MerchantCategory)(i % 10);
                merchant.Description = $"Hair, nails and quarter{i % 500}";
                (merchant.RatingCount, merchant.RatingRank, merchant.Popularity) = (1, 100 + (i % 400), i % 997);
                merchant.Reindex();
                context.AddRange(merchant, settings);
            }

            await context.SaveChangesAsync(Token);
        }

        await world.Get<RefreshCatalogueHandler>().HandleAsync(Token);
        await using var session = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        await session.RunAsync("ANALYZE");
    }

    [GeneratedRegex(@"Seq Scan on (merchants|catalogue_words|catalogue_pieces)\b")]
    private static partial Regex WholeTable();
}
