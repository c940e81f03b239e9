using System.Collections.Concurrent;
using GiftCards.Core.Access;
using GiftCards.Core.Common;

namespace GiftCards.Web.Security;

/// <summary>
/// Stops those who guess: card codes at the counter, codes in the public balance check, API keys. Misses are counted
/// in the database where every node sees them; whoever went past a limit waits here before the next look-up, so that a
/// lucky guess in the meantime tells nothing. A stranger waits longer each time; a merchant's own key or staff do not,
/// or the mistypings of its customers could stop its trade.
/// </summary>
public sealed partial class GuessGuard(
    AttemptLimiter attempts, RateLimitOptions options, TimeProvider time, ILogger<GuessGuard> logger)
{
    private const int MissesPerMinute = 10;
    private const int BalancesPerMinute = 10;
    private const int BalanceMissesPerDay = 30;
    private const int TokenMissesPerMinute = 10;

    /// <summary>Ten misses a second for a minute, on the whole site: somebody is at it from many places.</summary>
    private const int SiteMissesPerMinute = 600;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Wait> waits = new(StringComparer.Ordinal);
    private readonly Lock siteLock = new();
    private DateTimeOffset siteMinute;
    private DateTimeOffset alarmUntil;
    private int siteMisses;

    /// <summary>Whether this caller may have a code looked up. Errors: <c>rate_limited</c>.</summary>
    public DomainError? RefuseCode(string guesser) => Waiting($"code:{guesser}");

    /// <summary>
    /// Counts a code that was not found. Errors: <c>rate_limited</c>, which then stands in place of the answer.
    /// </summary>
    public async Task<DomainError?> MissedCodeAsync(string guesser, CancellationToken cancellationToken)
    {
        CountForSite();
        return await CountAsync("code", guesser, MissesPerMinute, Minute, grows: false, cancellationToken);
    }

    /// <summary>Whether this address may ask for a balance. Errors: <c>rate_limited</c>.</summary>
    public async Task<DomainError?> RefuseBalanceAsync(string address, CancellationToken cancellationToken) =>
        Waiting($"balance:{address}")
        ?? Waiting($"balance_miss:{address}")
        ?? await CountAsync("balance", address, BalancesPerMinute, Minute, grows: true, cancellationToken);

    /// <summary>Counts a balance that was asked for in vain.</summary>
    public async Task<DomainError?> MissedBalanceAsync(string address, CancellationToken cancellationToken)
    {
        CountForSite();
        return await CountAsync(
            "balance_miss", address, BalanceMissesPerDay, TimeSpan.FromDays(1), grows: true, cancellationToken);
    }

    /// <summary>
    /// Counts a token that is none of ours; after too many, the refusal is <c>rate_limited</c>. A good token from the
    /// same address is still served: its 256 bits cannot be guessed, and the address may be a whole firm's.
    /// </summary>
    public async Task<DomainError> MissedTokenAsync(string address, CancellationToken cancellationToken) =>
        Waiting($"token:{address}")
        ?? await CountAsync("token", address, TokenMissesPerMinute, Minute, grows: false, cancellationToken)
        ?? new Unauthenticated();

    private RateLimited? Waiting(string who)
    {
        var now = time.GetInstant();
        return waits.TryGetValue(who, out var wait) && wait.Until > now ? new RateLimited(wait.Until - now) : null;
    }

    private async Task<DomainError?> CountAsync(
        string what, string who, int limit, TimeSpan window, bool grows, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var allowed = now < alarmUntil ? Math.Max(1, limit / 10) : limit;
        var taken = await attempts.TakeAsync(what, who, allowed, window, cancellationToken);
        if (taken.Error is not RateLimited limited)
        {
            return taken.Error;
        }

        Forget(now);
        var wait = waits.AddOrUpdate(
            $"{what}:{who}",
            _ => new Wait(now + limited.RetryAfter, 1),
            (_, earlier) => earlier.Until > now
                ? earlier
                : new Wait(now + Delay(limited.RetryAfter, grows ? earlier.Times : 0), earlier.Times + 1));
        return new RateLimited(wait.Until - now);
    }

    private static TimeSpan Delay(TimeSpan least, int times)
    {
        var grown = times == 0 ? least : TimeSpan.FromTicks(Minute.Ticks << Math.Min(times, 6));
        var delay = grown < LongestDelay ? grown : LongestDelay;
        return delay > least ? delay : least;
    }

    private void CountForSite()
    {
        var now = time.GetInstant();
        lock (siteLock)
        {
            if (now - siteMinute >= Minute)
            {
                siteMinute = now;
                siteMisses = 0;
            }

            if (++siteMisses == SiteMissesPerMinute * options.Scale)
            {
                alarmUntil = now + LongestDelay;
                LogAlarm(siteMisses);
            }
        }
    }

    /// <summary>
    /// Waits are kept a day after they end, so that delays can grow; beyond a number the ended ones go.
    /// </summary>
    private void Forget(DateTimeOffset now)
    {
        const int SweepAbove = 10_000;
        foreach (var (who, wait) in waits)
        {
            if (now - wait.Until > TimeSpan.FromDays(1) || (waits.Count > SweepAbove && wait.Until <= now))
            {
                waits.TryRemove(who, out _);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Codes are being guessed: {Misses} misses within a minute. Limits are a tenth for an hour.")]
    private partial void LogAlarm(int misses);

    private sealed record Wait(DateTimeOffset Until, int Times);
}
