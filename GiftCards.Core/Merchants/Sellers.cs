using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>Finds who sells cards, a merchant or the platform, with the rules that they are sold under.</summary>
internal static class Sellers
{
    /// <summary>The seller of a card or an order that is there; so it must be there too.</summary>
    public static async Task<MerchantSettings> OfAsync(
        GiftCardsDbContext context, MerchantId seller, Currency currency, CancellationToken cancellationToken) =>
        new(
            await MerchantAsync(context, seller, currency, cancellationToken),
            await context.GiftCardSettings.AsNoTracking().SingleAsync(
                settings => settings.MerchantId == seller && settings.Currency == currency, cancellationToken));

    /// <summary>The same without the rules.</summary>
    public static async Task<Merchant> MerchantAsync(
        GiftCardsDbContext context, MerchantId seller, Currency currency, CancellationToken cancellationToken) =>
        seller.IsPlatform
            ? PlatformSeller.In(currency)
            : await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == seller, cancellationToken);
}
