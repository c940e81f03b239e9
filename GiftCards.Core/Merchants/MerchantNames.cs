using System.Collections.Concurrent;
using System.Diagnostics;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>
/// What merchants are called, remembered for a moment: every answer about a card says it, and it hardly ever changes.
/// </summary>
internal sealed class MerchantNames
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<MerchantId, (MerchantSummary Name, long At)> known = [];

    public async Task<MerchantSummary> FindAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken)
    {
        if (id.IsPlatform)
        {
            return MerchantSummary.Platform;
        }

        if (known.TryGetValue(id, out var name) && Stopwatch.GetElapsedTime(name.At) < Kept)
        {
            return name.Name;
        }

        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var found = MerchantSummary.Of(merchant);
        known[id] = (found, Stopwatch.GetTimestamp());
        return found;
    }
}
