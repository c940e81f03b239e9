using System.Collections.Concurrent;
using GiftCards.Core.Access;

namespace GiftCards.Web.Api;

/// <summary>How a caller stands with a limit after one more request.</summary>
/// <param name="IsAllowed">Whether the request may go on.</param>
/// <param name="Limit">The most requests at once.</param>
/// <param name="Remaining">How many may follow right now.</param>
/// <param name="Reset">How long until all of them may again; after a refusal, until the next one may.</param>
internal sealed record BucketState(bool IsAllowed, int Limit, int Remaining, TimeSpan Reset);

/// <summary>
/// Token buckets, one for each caller, kept by this process: <see cref="Burst"/> requests at once, refilled with
/// <see cref="PerSecond"/> a second.
/// </summary>
internal sealed class RequestBuckets(RateLimitOptions options, TimeProvider time)
{
    public const int PerSecond = 20;
    public const int Burst = 100;

    /// <summary>With more buckets than this, those that are full again are forgotten.</summary>
    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new(StringComparer.Ordinal);

    public BucketState Take(string who)
    {
        if (buckets.Count > SweepAbove)
        {
            Sweep();
        }

        var now = time.GetTimestamp();
        var bucket = buckets.GetOrAdd(who, _ => new Bucket { Tokens = Burst * options.Scale, At = now });
        lock (bucket)
        {
            var burst = Burst * options.Scale;
            var rate = PerSecond * options.Scale;
            bucket.Tokens = Math.Min(burst, bucket.Tokens + (time.GetElapsedTime(bucket.At, now).TotalSeconds * rate));
            bucket.At = now;
            if (bucket.Tokens < 1)
            {
                return new BucketState(false, burst, 0, TimeSpan.FromSeconds((1 - bucket.Tokens) / rate));
            }

            bucket.Tokens--;
            return new BucketState(
                true, burst, (int)bucket.Tokens, TimeSpan.FromSeconds((burst - bucket.Tokens) / rate));
        }
    }

    private void Sweep()
    {
        var refilled = TimeSpan.FromSeconds(Burst / PerSecond);
        foreach (var (who, bucket) in buckets)
        {
            if (time.GetElapsedTime(bucket.At) > refilled)
            {
                buckets.TryRemove(who, out _);
            }
        }
    }

    private sealed class Bucket
    {
        public required double Tokens { get; set; }

        public required long At { get; set; }
    }
}
