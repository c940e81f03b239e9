using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Holds;

/// <summary>The guarded writes that close holds, to be run along with a movement of their card.</summary>
internal static class OpenHolds
{
    /// <summary>
    /// Closes one hold; false when it was not active any more, so that two captures can never take it twice.
    /// </summary>
    public static async Task<bool> CloseAsync(
        GiftCardsDbContext context,
        Hold hold,
        HoldStatus status,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        await context.Holds
            .Where(row => row.MerchantId == hold.MerchantId && row.Id == hold.Id && row.Status == HoldStatus.Active)
            .ExecuteUpdateAsync(
                row => row.SetProperty(h => h.Status, status).SetProperty(h => h.ClosedAt, now),
                cancellationToken) == 1;

    /// <summary>Releases whatever is open on a card that ends, at whatever merchant.</summary>
    public static async Task<bool> ReleaseAllAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        CardId card,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await context.Holds
            .Where(row => row.CardMerchantId == merchant && row.CardId == card && row.Status == HoldStatus.Active)
            .ExecuteUpdateAsync(
                row => row.SetProperty(h => h.Status, HoldStatus.Released).SetProperty(h => h.ClosedAt, now),
                cancellationToken);
        return true;
    }
}
