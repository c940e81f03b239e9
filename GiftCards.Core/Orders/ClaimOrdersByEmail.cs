using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Links what a guest bought to the account that has proven the purchaser's address.</summary>
internal static class ClaimOrdersByEmail
{
    /// <summary>Answers with how many orders were linked; those of an account are left alone.</summary>
    public static Task<int> ClaimAsync(
        GiftCardsDbContext context,
        UserId person,
        byte[] emailHash,
        CancellationToken cancellationToken) => context.Orders
        .Where(order => order.UserId == null && order.PurchaserEmailHash == emailHash)
        .ExecuteUpdateAsync(update => update.SetProperty(order => order.UserId, person), cancellationToken);
}
