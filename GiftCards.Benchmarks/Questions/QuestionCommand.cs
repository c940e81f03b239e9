using System.Diagnostics;
using System.Globalization;
using GiftCards.Benchmarks.Load;
using GiftCards.Core.Access;
using GiftCards.Core.Analytics;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Benchmarks.Questions;

/// <summary>
/// Measures what people wait for when they look: analytics and the tiles of a merchant with a year of 100,000 cards, and
/// the storefront's search among 5,000 merchants. <c>questions [--cards N] [--merchants N] [--tries N] [--only WORD]
/// [--sqlite no] [--postgres CONNECTION]</c>, as <c>eng/load-test questions</c> calls it. With <c>--pages
/// GiftCards.Web.dll</c> it measures instead how soon public pages of the application come, on the same data.
/// </summary>
internal sealed class QuestionCommand(string[] args)
{
    private const string Aim = "< 300 ms";

    private readonly CommandLine asked = new(args);

    public Task RunAsync() => asked.ForEachDatabaseAsync("questions", RunAsync);

    private async Task RunAsync(DatabaseOptions options, int? postmaster)
    {
        Console.WriteLine($"\n## {options.Provider}\n");
        await using var world = await LoadWorld.StartAsync(options);
        using var here = Process.GetCurrentProcess();
        var cpu = new CpuMeter(here, postmaster);
        var now = world.Get<TimeProvider>().GetInstant();
        var year = new BusyYear(world);
        var (cards, merchants) = (asked.Number("--cards", 100_000), asked.Number("--merchants", 5_000));
        await TimeAsync(cpu, $"{cards} cards written", () => year.WriteAsync(cards, now.AddMinutes(-15)));
        await TimeAsync(cpu, $"{merchants} merchants written", () => WideCatalogue.WriteAsync(world, merchants, now));
        await TimeAsync(cpu, "figures of the year worked out", () => FoldAsync(world));
        await TimeAsync(cpu, "figures brought up to date, nothing new", () => FoldAsync(world));
        await TidyAsync(options);
        if (asked.Option("--pages") is { } web)
        {
            await using var target = await HttpTarget.StartAsync(world, web);
            using var pages = new PageTable(target, postmaster, asked.Number("--tries", 60));
            await pages.MeasureAsync();
            return;
        }

        var table = new QuestionTable(cpu, asked.Number("--tries", 15), asked.Option("--only"));
        QuestionTable.Begin();
        await AskMerchantAsync(world, table, "");
        foreach (var uses in new[] { 5, 50 })
        {
            await year.UseAsync(await SomeAsync(world, uses), world.Get<TimeProvider>().GetInstant());
            await AskMerchantAsync(world, table, $", {uses} uses a moment ago");
        }

        await AskStorefrontAsync(world, table);
    }

    private static async Task AskMerchantAsync(LoadWorld world, QuestionTable table, string when)
    {
        var owner = new Actor.Staff(new UserId(Guid.NewGuid()), world.Merchant.Id, StaffRole.Owner);
        foreach (var (name, wish) in Wishes().Take(when.Length == 0 ? int.MaxValue : 2))
        {
            await table.AskAsync($"analytics, {name}{when}", Aim, async () => Require(
                (await world.Get<AnalyticsQuery>().HandleAsync(owner, wish, CancellationToken.None)).IsOk));
        }

        await table.AskAsync($"merchant's today{when}", Aim, async () => Require(
            (await world.Get<MerchantTodayQuery>().HandleAsync(owner, CancellationToken.None)).IsOk));
        if (when.Length > 0)
        {
            return;
        }

        await table.AskAsync("merchant's cards, first page", "", async () => Require(
            (await world.Get<CardQueries>().ListAsync(
                owner, new CardFilter(), PageRequest.First, CancellationToken.None)).IsOk));
        var administrator = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);
        await table.AskAsync("platform's overview", Aim, async () => Require(
            (await world.Get<AdminOverviewQuery>().HandleAsync(administrator, CancellationToken.None)).IsOk));
    }

    private static IEnumerable<(string Name, AnalyticsWish Wish)> Wishes() =>
    [
        ("year", new() { Period = AnalyticsPeriod.Year }),
        ("30 days", new() { Period = AnalyticsPeriod.Month }),
        ("everything", new() { Period = AnalyticsPeriod.All }),
        ("year at a place", new() { Period = AnalyticsPeriod.Year, Location = "Marina" }),
        ("year of a design", new() { Period = AnalyticsPeriod.Year, Design = "birthday" }),
    ];

    private static async Task AskStorefrontAsync(LoadWorld world, QuestionTable table)
    {
        var catalogue = world.Get<CatalogueQueries>();
        foreach (var (name, filter) in Filters())
        {
            await table.AskAsync($"search, {name}", "", () =>
                catalogue.SearchAsync(filter, PageRequest.First, CancellationToken.None));
        }

        await table.AskAsync("search, tenth page by name", "", async () =>
        {
            string? cursor = null;
            for (var page = 0; page < 10; page++)
            {
                var request = PageRequest.Parse(24, cursor).Value;
                cursor = (await catalogue.SearchAsync(new CatalogueFilter(), request, CancellationToken.None)).NextCursor;
            }
        });
        await table.AskAsync("featured", "", () => catalogue.FeaturedAsync(6, CancellationToken.None));
        await table.AskAsync("categories, cities and currencies", "", async () =>
        {
            await catalogue.CategoriesAsync(CancellationToken.None);
            await catalogue.CitiesAsync(CancellationToken.None);
            await catalogue.CurrenciesAsync(CancellationToken.None);
        });
        await table.AskAsync("count", "", () => catalogue.CountAsync(CancellationToken.None));
        await table.AskAsync("a merchant's page", "", async () => Require(
            await catalogue.FindAsync("place-4711", CancellationToken.None) is not null));
        await table.AskAsync("popularity counted, nothing new", "", () =>
            world.Get<RefreshCatalogueHandler>().HandleAsync(CancellationToken.None));
    }

    private static IEnumerable<(string Name, CatalogueFilter Filter)> Filters()
    {
        foreach (var sort in Enum.GetValues<CatalogueSort>())
        {
            yield return ($"all by {sort.ToText()}", new() { Sort = sort });
        }

        yield return ("\"lumiere studio\"", new() { Search = "lumiere studio", Sort = CatalogueSort.Popularity });
        yield return ("\"studio 4711\"", new() { Search = "studio 4711", Sort = CatalogueSort.Popularity });
        yield return ("\"lumeire\" with its error", new() { Search = "lumeire", Sort = CatalogueSort.Rating });
        yield return ("\"meridain gardne\" with errors", new() { Search = "meridain gardne" });
        yield return ("\"sa\"", new() { Search = "sa" });
        yield return ("a word that is nowhere", new() { Search = "zyxwvut" });
        yield return ("category and city", new() { Category = MerchantCategory.Spa, City = "City 11", Sort = CatalogueSort.Price });
        yield return ("amounts", new() { MinAmountMinor = 150_000, MaxAmountMinor = 2_000, Sort = CatalogueSort.Rating });
        yield return ("four stars and a currency", new() { MinRating = 4, Currency = Currency.Of("EUR"), Sort = CatalogueSort.Popularity });
    }

    // Cards that have something left, one of each stretch of the year.
    private static async Task<List<Card>> SomeAsync(LoadWorld world, int count)
    {
        await using var context = world.Get<GiftCardsDatabase>().OpenAcrossMerchants();
        var last = world.Get<TimeProvider>().GetInstant();
        List<Card> found = [];
        for (var i = 1; i <= count; i++)
        {
            var from = last.AddDays(-360d * i / count);
            found.Add(await context.Cards.AsNoTracking()
                .Where(card => card.MerchantId == world.Merchant.Id && card.IssuedAt >= from && card.BalanceMinor > 100)
                .OrderBy(card => card.IssuedAt)
                .FirstAsync());
        }

        return [.. found.DistinctBy(card => card.Id)];
    }

    private static Task FoldAsync(LoadWorld world) =>
        world.Get<FoldFiguresHandler>().HandleAsync(CancellationToken.None);

    private static async Task TimeAsync(CpuMeter cpu, string what, Func<Task> work)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), cpu.Read());
        await work();
        var spent = cpu.Read() - before;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s, CPU {spent.Application.TotalSeconds:N1} + {spent.Database.TotalSeconds:N1} s\n"));
    }

    // As the databases do by themselves in a year.
    private static async Task TidyAsync(DatabaseOptions options)
    {
        if (options.Provider == DatabaseProvider.PostgreSql)
        {
            await using var connection = new NpgsqlConnection(options.MigrationsConnectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("VACUUM (ANALYZE)", connection) { CommandTimeout = 600 };
            await command.ExecuteNonQueryAsync();
        }
    }

    private static void Require(bool isRight)
    {
        if (!isRight)
        {
            throw new InvalidOperationException("Refused.");
        }
    }
}
