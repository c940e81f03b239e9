using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>In which time zone a merchant's days begin and end.</summary>
internal static class MerchantZones
{
    public static Task<string> OfAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) => id.IsPlatform
        ? Task.FromResult(PlatformSeller.TimeZone)
        : context.Merchants.Where(merchant => merchant.Id == id).Select(merchant => merchant.TimeZone)
            .SingleAsync(cancellationToken);
}
