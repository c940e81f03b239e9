using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GiftCards.Tests.Core.Reporting;

public sealed class TodayBoardsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Hundreds_of_boards_of_a_merchant_cost_one_reading(DatabaseProvider provider)
    {
        var commands = new CommandCount();
        await using var world = await TestWorld.StartAsync(provider, commands.Use);
        var merchant = await world.AddMerchantAsync();
        await world.IssueCardAsync(merchant, 1_000, CardSource.Counter);
        var boards = world.Get<TodayBoards>();
        var news = 0;
        commands.Take();
        using var first = await WatchAsync(world, merchant);
        var oneReading = commands.Take();

        var watches = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ =>
            WatchAsync(world, merchant, onNews: () => Interlocked.Increment(ref news))));

        Assert.Equal(0, commands.Take());
        await world.IssueCardAsync(merchant, 20_000, CardSource.Counter);
        world.Clock.Advance(TodayBoards.Rhythm);
        commands.Take();
        await boards.RoundAsync(Token);
        Assert.Equal(oneReading, commands.Take());
        Assert.Equal(300, news);
        Assert.All(watches, watch => Assert.Equal(21_000, watch.Reading.Today!.Liability.Minor));
        Assert.Single(watches.Select(watch => watch.Reading).Distinct(ReferenceEqualityComparer.Instance));
        Close(watches);
    }

    [Theory, EveryProvider]
    public async Task Where_nothing_was_moved_one_small_question_is_asked(DatabaseProvider provider)
    {
        var commands = new CommandCount();
        await using var world = await TestWorld.StartAsync(provider, commands.Use);
        var merchant = await world.AddMerchantAsync();
        var boards = world.Get<TodayBoards>();
        var news = 0;
        using var watch = await WatchAsync(world, merchant, onNews: () => news++);
        news = 0;
        commands.Take();

        await boards.RoundAsync(Token);
        Assert.Equal(0, commands.Take());
        world.Clock.Advance(TodayBoards.Rhythm);
        await boards.RoundAsync(Token);
        Assert.Equal(1, commands.Take());
        Assert.Equal(0, news);

        // The name and midnight leave no line in the books.
        world.Clock.Advance(TodayBoards.Longest);
        await boards.RoundAsync(Token);
        Assert.Equal(1, news);
        Assert.Equal(world.Clock.GetInstant(), watch.Reading.Today!.At);
    }

    [Theory, EveryProvider]
    public async Task A_board_that_was_closed_is_read_no_more(DatabaseProvider provider)
    {
        var commands = new CommandCount();
        await using var world = await TestWorld.StartAsync(provider, commands.Use);
        var merchant = await world.AddMerchantAsync();
        var boards = world.Get<TodayBoards>();
        var (one, other) = (await WatchAsync(world, merchant), await WatchAsync(world, merchant));

        one.Dispose();
        one.Dispose();
        Assert.Equal(1, boards.Watched);
        other.Dispose();
        Assert.Equal(0, boards.Watched);
        await world.IssueCardAsync(merchant, 1_000, CardSource.Counter);
        world.Clock.Advance(TodayBoards.Longest);
        commands.Take();
        await boards.RoundAsync(Token);
        Assert.Equal(0, commands.Take());
    }

    [Theory, EveryProvider]
    public async Task What_another_server_sold_shows_within_its_rhythm(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        await using var elsewhere = new MovementEngine(world.Database, world.Options);
        using var boards = new TodayBoards(
            world.Get<MerchantTodayQuery>(), elsewhere, world.Clock, NullLogger<TodayBoards>.Instance);
        using var watch = (await boards.WatchAsync(TestWorld.StaffOf(merchant), () => { }, Token)).Value;

        await world.IssueCardAsync(merchant, 20_000, CardSource.Counter);
        world.Clock.Advance(TodayBoards.Shortest);
        await boards.RoundAsync(Token);
        Assert.Equal(0, watch.Reading.Today!.Today.Sold.Minor);
        world.Clock.Advance(TodayBoards.Rhythm);
        await boards.RoundAsync(Token);

        Assert.Equal(20_000, watch.Reading.Today!.Today.Sold.Minor);
    }

    [Theory, EveryProvider]
    public async Task Nobody_is_shown_the_figures_of_another_merchant_or_what_they_may_not_see(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var (own, foreign) = (await world.AddMerchantAsync("own"), await world.AddMerchantAsync("foreign"));
        await world.IssueCardAsync(foreign, 20_000, CardSource.Counter);
        var boards = world.Get<TodayBoards>();
        using var theirs = await WatchAsync(world, foreign);
        using var watch = await WatchAsync(world, own);

        await world.IssueCardAsync(foreign, 30_000, CardSource.Counter);
        world.Clock.Advance(TodayBoards.Rhythm);
        await boards.RoundAsync(Token);

        Assert.Equal(own.Id, watch.Merchant);
        Assert.Equal(0, watch.Reading.Today!.Liability.Minor);
        Assert.Equal(50_000, theirs.Reading.Today!.Liability.Minor);
        var offShift = new Actor.Staff(new UserId(Guid.NewGuid()), own.Id, StaffRole.Cashier)
        {
            Granted = PermissionTable.Of(StaffRole.Manager),
            IsOffShift = true,
        };
        Actor[] refused =
        [
            TestWorld.StaffOf(own, StaffRole.Cashier), offShift, new Actor.Buyer(new UserId(Guid.NewGuid())),
            new Actor.Anonymous("127.0.0.1"), new Actor.System("test"),
        ];
        foreach (var actor in refused)
        {
            Assert.False((await boards.WatchAsync(actor, () => { }, Token)).IsOk);
        }

        Assert.Equal(2, boards.Watched);
        await world.AssertBooksAsync();
    }

    private static async Task<TodayWatch> WatchAsync(TestWorld world, Merchant merchant, Action? onNews = null) =>
        (await world.Get<TodayBoards>().WatchAsync(TestWorld.StaffOf(merchant), onNews ?? (() => { }), Token)).Value;

    private static void Close(IEnumerable<TodayWatch> watches)
    {
        foreach (var watch in watches)
        {
            watch.Dispose();
        }
    }
}
