using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>The guarded writes of transfers, to be run along with a movement of their card.</summary>
internal static class WaitingTransfers
{
    /// <summary>
    /// Begins one: false when the card is no longer its sender's. A whole card is marked, so that nobody spends it.
    /// </summary>
    public static async Task<bool> BeginAsync(
        GiftCardsDbContext context, Transfer transfer, CancellationToken cancellationToken)
    {
        var cards = context.Cards.Where(card => card.MerchantId == transfer.MerchantId
            && card.Id == transfer.CardId && card.OwnerId == transfer.SenderId && !card.IsInTransfer);
        return transfer.IsWhole
            ? await cards.ExecuteUpdateAsync(
                update => update.SetProperty(card => card.IsInTransfer, true), cancellationToken) == 1
            : await cards.AnyAsync(cancellationToken);
    }

    /// <summary>
    /// Closes one that nobody accepted and frees a whole card; false when it no longer waited, so that it cannot be
    /// both taken back and accepted.
    /// </summary>
    public static async Task<bool> ReturnAsync(
        GiftCardsDbContext context,
        Transfer transfer,
        TransferStatus status,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (await Waiting(context, transfer).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, status)
                .SetProperty(row => row.ClosedAt, now)
                .SetProperty(row => row.EncryptedClaimCode, (string?)null),
            cancellationToken) == 0)
        {
            return false;
        }

        return !transfer.IsWhole
            || await FreeAsync(context, transfer.MerchantId, transfer.CardId, cancellationToken) == 1;
    }

    /// <summary>Closes one for whoever accepts it; false when another did, or its time is over.</summary>
    public static async Task<bool> ClaimAsync(
        GiftCardsDbContext context,
        Transfer transfer,
        UserId person,
        CardId card,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        await Waiting(context, transfer).Where(row => row.ExpiresAt > now).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, TransferStatus.Claimed)
                .SetProperty(row => row.ClosedAt, now)
                .SetProperty(row => row.EncryptedClaimCode, (string?)null)
                .SetProperty(row => row.ClaimedBy, person)
                .SetProperty(row => row.ClaimedCardId, card),
            cancellationToken) == 1;

    /// <summary>Ends whatever waits of a card that ends.</summary>
    public static async Task<bool> EndAllAsync(
        GiftCardsDbContext context,
        MerchantId merchant,
        CardId card,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await context.Transfers
            .Where(row => row.MerchantId == merchant && row.CardId == card && row.Status == TransferStatus.Waiting)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, TransferStatus.Ended)
                    .SetProperty(row => row.ClosedAt, now)
                    .SetProperty(row => row.EncryptedClaimCode, (string?)null),
                cancellationToken);
        await FreeAsync(context, merchant, card, cancellationToken);
        return true;
    }

    private static Task<int> FreeAsync(
        GiftCardsDbContext context, MerchantId merchant, CardId id, CancellationToken cancellationToken) =>
        context.Cards
            .Where(card => card.MerchantId == merchant && card.Id == id && card.IsInTransfer)
            .ExecuteUpdateAsync(update => update.SetProperty(card => card.IsInTransfer, false), cancellationToken);

    private static IQueryable<Transfer> Waiting(GiftCardsDbContext context, Transfer transfer) =>
        context.Transfers.Where(row => row.MerchantId == transfer.MerchantId && row.Id == transfer.Id
            && row.Status == TransferStatus.Waiting);
}
