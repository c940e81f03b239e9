using System.Diagnostics.Metrics;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Tests.Support;
using GiftCards.Web.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Persistence;

public sealed class DatabaseClockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly Machine machine = new(Noon);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(-90_000)]
    [InlineData(3_600_000)]
    public async Task The_time_is_the_databases_however_far_the_machine_is_off(int aheadMs)
    {
        var ahead = TimeSpan.FromMilliseconds(aheadMs);
        using var clock = Clock(ahead);
        Assert.Equal(Noon, clock.GetUtcNow());

        Assert.Equal(ahead, await clock.MeasureAsync(Token));
        machine.Pass(TimeSpan.FromSeconds(30));

        Assert.Equal(machine.GetUtcNow() + ahead, clock.GetUtcNow());
    }

    [Fact]
    public async Task Half_of_the_quickest_round_trip_is_taken_off()
    {
        var trips = new Queue<int>([800, 20, 300]);
        using var clock = new DatabaseClock(
            _ =>
            {
                // The way there takes a quarter and the way back three quarters, as bad as it may reasonably get.
                var trip = TimeSpan.FromMilliseconds(trips.Dequeue());
                machine.Pass(trip / 4);
                var answer = machine.GetUtcNow() + TimeSpan.FromSeconds(10);
                machine.Pass(trip * 3 / 4);
                return Task.FromResult(answer);
            },
            machine);

        var drift = await clock.MeasureAsync(Token);

        Assert.Equal(TimeSpan.FromMilliseconds(9_995), drift);
        Assert.Equal(machine.GetUtcNow() + drift, clock.GetUtcNow());
    }

    [Fact]
    public async Task A_jump_of_the_machines_clock_moves_nothing()
    {
        using var clock = Clock(TimeSpan.FromMilliseconds(200));
        await clock.MeasureAsync(Token);
        var before = clock.GetUtcNow();

        machine.Jump(TimeSpan.FromHours(-5));
        machine.Pass(TimeSpan.FromSeconds(1));

        Assert.Equal(before.AddSeconds(1), clock.GetUtcNow());
    }

    [Fact]
    public async Task Ahead_of_the_database_it_runs_slower_and_never_back()
    {
        var ahead = TimeSpan.FromSeconds(10);
        using var clock = new DatabaseClock(_ => Task.FromResult(machine.GetUtcNow() + ahead), machine);
        await clock.MeasureAsync(Token);
        var last = clock.GetUtcNow();
        ahead -= TimeSpan.FromMilliseconds(600);

        await clock.MeasureAsync(Token);

        for (var i = 0; i < 20; i++)
        {
            Assert.True(clock.GetUtcNow() >= last);
            last = clock.GetUtcNow();
            machine.Pass(TimeSpan.FromMilliseconds(100));
            Assert.True(clock.GetUtcNow() > last);
        }

        Assert.Equal(machine.GetUtcNow() + ahead, clock.GetUtcNow());
    }

    [Fact]
    public async Task An_error_too_great_to_wait_for_is_a_step_back()
    {
        var ahead = TimeSpan.FromMinutes(10);
        using var clock = new DatabaseClock(_ => Task.FromResult(machine.GetUtcNow() + ahead), machine);
        await clock.MeasureAsync(Token);
        ahead = TimeSpan.Zero;

        await clock.MeasureAsync(Token);

        Assert.Equal(machine.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public async Task What_is_within_the_error_of_the_measurement_changes_nothing()
    {
        var off = TimeSpan.Zero;
        using var clock = new DatabaseClock(
            _ =>
            {
                machine.Pass(TimeSpan.FromMilliseconds(20));
                return Task.FromResult(machine.GetUtcNow() + off);
            },
            machine);
        await clock.MeasureAsync(Token);
        var before = clock.GetUtcNow() - machine.GetUtcNow();
        off = TimeSpan.FromMilliseconds(-8);

        await clock.MeasureAsync(Token);

        Assert.Equal(before, clock.GetUtcNow() - machine.GetUtcNow());
    }

    [Theory]
    [InlineData(900, HealthStatus.Healthy)]
    [InlineData(1_100, HealthStatus.Degraded)]
    [InlineData(-1_100, HealthStatus.Degraded)]
    public async Task A_machine_more_than_a_second_off_raises_the_alarm(int aheadMs, HealthStatus expected)
    {
        var log = new LogLines();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var clock = Clock(TimeSpan.FromMilliseconds(aheadMs));
        using var keeper = new ClockKeeper(clock, logs.CreateLogger<ClockKeeper>());
        List<double> measured = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) => own.EnableMeasurementEvents(instrument);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
        {
            if (instrument.Name == "giftcards.clock.drift")
            {
                measured.Add(value);
            }
        });
        listener.Start();

        await keeper.MeasureAsync(Token);
        listener.RecordObservableInstruments();

        Assert.Equal(expected, (await keeper.CheckHealthAsync(new HealthCheckContext(), Token)).Status);
        Assert.Equal(
            expected == HealthStatus.Degraded,
            log.Own.Any(line => line.StartsWith("Error", StringComparison.Ordinal)));
        Assert.Contains(aheadMs / 1000.0, measured);
    }

    [Fact]
    public async Task On_PostgreSQL_the_application_goes_by_the_database()
    {
        await using var app = await GiftCardsApp.StartAsync(DatabaseProvider.PostgreSql);
        using var client = app.AnonymousClient();

        Assert.Equal("Healthy", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative), Token));
        var clock = Assert.IsType<DatabaseClock>(app.Get<TimeProvider>());
        Assert.NotEqual(TimeSpan.Zero, clock.Drift);
    }

    [Fact]
    public async Task While_the_database_is_away_the_clock_goes_on()
    {
        var isAway = false;
        using var clock = new DatabaseClock(
            _ => isAway ? throw new NpgsqlException("away") : Task.FromResult(machine.GetUtcNow().AddSeconds(5)), machine);
        await clock.MeasureAsync(Token);
        isAway = true;

        await Assert.ThrowsAsync<NpgsqlException>(() => clock.MeasureAsync(Token));
        machine.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal(machine.GetUtcNow().AddSeconds(5), clock.GetUtcNow());
    }

    private DatabaseClock Clock(TimeSpan ahead) => new(_ => Task.FromResult(machine.GetUtcNow() + ahead), machine);

    /// <summary>A machine whose timer and whose clock the test moves, together or the clock alone.</summary>
    private sealed class Machine(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset clock = now;
        private long timer;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => clock;

        public override long GetTimestamp() => timer;

        public void Pass(TimeSpan time)
        {
            timer += time.Ticks;
            clock += time;
        }

        public void Jump(TimeSpan by) => clock += by;
    }
}
