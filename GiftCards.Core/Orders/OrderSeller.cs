using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Whose cards an order is for: an approved merchant's, or the platform's own.</summary>
internal static class OrderSeller
{
    /// <summary>
    /// The platform sells in the currency of the order's first line, where it sells in that at all and somebody takes
    /// its cards. Errors: <c>not_found</c>, <c>invalid_request</c>, <c>merchant_not_accepting</c>.
    /// </summary>
    public static async Task<Result<MerchantSettings>> FindAsync(
        GiftCardsDbContext context, PlaceOrder command, CancellationToken cancellationToken)
    {
        if (command.MerchantSlug == PlatformSeller.Slug)
        {
            return command.Items is [var first, ..]
                ? await PlatformAsync(context, first.Amount.Currency, cancellationToken)
                : new InvalidRequest("items", InvalidReason.Required);
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleOrDefaultAsync(m => m.Slug == command.MerchantSlug, cancellationToken);
        return merchant?.Status switch
        {
            MerchantStatus.Approved => await Sellers.OfAsync(
                context, merchant.Id, merchant.Currency, cancellationToken),
            MerchantStatus.Suspended => new MerchantNotAccepting(),
            _ => new NotFound(), // Whoever was never approved is nobody's business yet.
        };
    }

    /// <summary>
    /// Whether the seller was suspended since the order was placed: then nobody pays for it any more.
    /// </summary>
    public static Task<bool> IsSuspendedAsync(
        GiftCardsDbContext context, MerchantId seller, CancellationToken cancellationToken) =>
        context.Merchants.AnyAsync(
            merchant => merchant.Id == seller && merchant.Status == MerchantStatus.Suspended, cancellationToken);

    private static async Task<Result<MerchantSettings>> PlatformAsync(
        GiftCardsDbContext context, Currency currency, CancellationToken cancellationToken)
    {
        var settings = await context.GiftCardSettings.AsNoTracking().SingleOrDefaultAsync(
            s => s.MerchantId == MerchantId.Platform && s.Currency == currency, cancellationToken);
        return settings is null
            || await PlatformProgrammeQueries.CountHonouringAsync(context, currency, cancellationToken) == 0
                ? new MerchantNotAccepting()
                : new MerchantSettings(PlatformSeller.In(currency), settings);
    }
}
