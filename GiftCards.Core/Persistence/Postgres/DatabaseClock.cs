using System.Diagnostics.Metrics;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>Asks the database what time it is.</summary>
public delegate Task<DateTimeOffset> AskDatabaseTime(CancellationToken cancellationToken);

/// <summary>
/// The time of the database, told from this machine's steady timer and set right by every measurement, so that all
/// nodes agree on what has expired, whatever their own clocks say. Until the first measurement it is the machine's
/// clock. Found to be ahead it runs at half speed until the other has caught up, instead of going back; only an error
/// beyond <see cref="Tolerance"/> is worth a step back. Safe for all threads.
/// </summary>
public sealed class DatabaseClock : TimeProvider, IDisposable
{
    /// <summary>How far this machine's clock may be off before somebody has to mend it.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    private const int Tries = 3;

    private readonly AskDatabaseTime ask;
    private readonly TimeProvider machine;
    private readonly Meter meter = new("GiftCards.Clock");
    private Reading? reading;

    /// <param name="ask">How the database is asked.</param>
    /// <param name="machine">This machine's clock and timers.</param>
    public DatabaseClock(AskDatabaseTime ask, TimeProvider machine)
    {
        this.ask = ask;
        this.machine = machine;
        meter.CreateObservableGauge(
            "giftcards.clock.drift", () => Drift.TotalSeconds, "s", "How far the database's clock is ahead of this node's");
    }

    /// <summary>
    /// How far the database's clock was ahead of this machine's at the last measurement; zero before the first.
    /// </summary>
    public TimeSpan Drift => Volatile.Read(ref reading)?.Drift ?? TimeSpan.Zero;

    /// <summary>Whether this machine's clock is further off than <see cref="Tolerance"/>.</summary>
    public bool IsAlarming => Drift.Duration() > Tolerance;

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() =>
        Volatile.Read(ref reading) is { } known ? known.At(machine.GetTimestamp(), machine) : machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Asks the database a few times and believes the quickest answer, half its round trip taken off. Answers with
    /// <see cref="Drift"/>. Throws what the database throws when it is away; the clock then goes on as it was.
    /// </summary>
    public async Task<TimeSpan> MeasureAsync(CancellationToken cancellationToken)
    {
        Sample? best = null;
        for (var i = 0; i < Tries; i++)
        {
            var sample = await SampleAsync(cancellationToken);
            best = best is null || sample.RoundTrip < best.RoundTrip ? sample : best;
        }

        Set(best!);
        return best!.Drift;
    }

    public void Dispose() => meter.Dispose();

    private async Task<Sample> SampleAsync(CancellationToken cancellationToken)
    {
        var sent = machine.GetTimestamp();
        var database = await ask(cancellationToken);
        var received = machine.GetTimestamp();
        var local = machine.GetUtcNow();
        var roundTrip = machine.GetElapsedTime(sent, received);
        var now = database + (roundTrip / 2);
        return new Sample(received, now, now - local, roundTrip);
    }

    private void Set(Sample sample)
    {
        var timestamp = machine.GetTimestamp();
        var known = Volatile.Read(ref reading);
        var truth = sample.Now + machine.GetElapsedTime(sample.Received, timestamp);
        var shown = known?.At(timestamp, machine) ?? machine.GetUtcNow();
        var ahead = shown - truth;
        var next = ahead.Duration() <= sample.RoundTrip / 2
            ? new Reading(timestamp, shown, shown, sample.Drift) // Not known any better than this.
            : ahead > TimeSpan.Zero && ahead <= Tolerance
                ? new Reading(timestamp, truth, shown, sample.Drift)
                : new Reading(timestamp, truth, truth, sample.Drift);
        Volatile.Write(ref reading, next);
    }

    private sealed record Sample(long Received, DateTimeOffset Now, TimeSpan Drift, TimeSpan RoundTrip);

    /// <summary>What the time was when the timer stood there, and what was shown then.</summary>
    private sealed record Reading(long Timestamp, DateTimeOffset Truth, DateTimeOffset Shown, TimeSpan Drift)
    {
        public DateTimeOffset At(long timestamp, TimeProvider machine)
        {
            var since = machine.GetElapsedTime(Timestamp, timestamp);
            var slowed = Shown + (since / 2);
            var truth = Truth + since;
            return truth > slowed ? truth : slowed;
        }
    }
}
