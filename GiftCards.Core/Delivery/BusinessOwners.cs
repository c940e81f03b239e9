using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Who owns a business and can be written to.</summary>
internal static class BusinessOwners
{
    public static async Task<(Merchant Merchant, IReadOnlyList<User> Owners)> OfAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken)
    {
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var owners = await context.Staff.AsNoTracking()
            .Where(member => member.MerchantId == id && member.Role == StaffRole.Owner)
            .Select(member => member.UserId)
            .ToListAsync(cancellationToken);
        var people = owners.Select(owner => owner.Value).ToList();
        var users = await context.Users.AsNoTracking().Where(user => people.Contains(user.Id))
            .OrderBy(user => user.Id).ToListAsync(cancellationToken);
        return (merchant, [.. users.Where(user => TextRules.IsOneAddress(user.Email))]);
    }
}
