using System.Collections.Concurrent;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Counts what keys are used for: in memory with every call, and added to the database every few seconds. A node that
/// is killed in between loses the count of these seconds, and nothing else.
/// </summary>
public sealed class ApiKeyUsage(GiftCardsDatabase database, TimeProvider time)
{
    private readonly ConcurrentDictionary<Slot, Tally> tallies = [];

    /// <summary>Counts one call.</summary>
    public void Count(Actor.ApiKeyHolder key, bool isRefused)
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var tally = tallies.GetOrAdd(new Slot(key.Merchant, key.Key, day), _ => new Tally());
        Interlocked.Increment(ref tally.Calls);
        if (isRefused)
        {
            Interlocked.Increment(ref tally.Refusals);
        }
    }

    /// <summary>
    /// Adds to the database what was counted since; what could not be added is kept for the next time.
    /// </summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        foreach (var (slot, tally) in tallies)
        {
            var calls = Interlocked.Exchange(ref tally.Calls, 0);
            var refusals = Interlocked.Exchange(ref tally.Refusals, 0);
            if (calls == 0 && refusals == 0)
            {
                // Nobody counts for yesterday any more.
                if (slot.Day < today)
                {
                    tallies.TryRemove(slot, out _);
                }

                continue;
            }

            try
            {
                await AddAsync(slot, calls, refusals, cancellationToken);
            }
            catch
            {
                Interlocked.Add(ref tally.Calls, calls);
                Interlocked.Add(ref tally.Refusals, refusals);
                throw;
            }
        }
    }

    private async Task AddAsync(Slot slot, long calls, long refusals, CancellationToken cancellationToken)
    {
        const string Add =
            """
            INSERT INTO api_key_days (merchant_id, key_id, day, calls, refusals) VALUES ({0}, {1}, {2}, {3}, {4})
            ON CONFLICT (merchant_id, key_id, day) DO UPDATE
            SET calls = api_key_days.calls + excluded.calls, refusals = api_key_days.refusals + excluded.refusals
            """;
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one key's day.
        await context.Database.ExecuteSqlRawAsync(
            Add, [slot.Merchant.Value, slot.Key.Value, slot.Day, calls, refusals], cancellationToken);
    }

    private readonly record struct Slot(MerchantId Merchant, ApiKeyId Key, DateOnly Day);

    private sealed class Tally
    {
        public long Calls;
        public long Refusals;
    }
}
