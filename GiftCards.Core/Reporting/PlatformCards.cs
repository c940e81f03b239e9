using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>How the platform's own cards of one currency stand.</summary>
/// <param name="Cards">Cards sold since the platform began.</param>
/// <param name="Sold">What buyers paid for them and for their top-ups; the platform keeps nothing of it.</param>
/// <param name="Redeemed">What merchants took of it, less what was voided.</param>
/// <param name="Commission">What of that the platform kept.</param>
/// <param name="Owed">What is still on them.</param>
public sealed record PlatformCardFigures(int Cards, Money Sold, Money Redeemed, Money Commission, Money Owed)
{
    public Currency Currency => Sold.Currency;

    /// <summary>By currency, most cards first.</summary>
    internal static async Task<IReadOnlyList<PlatformCardFigures>> AllAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var cards = await context.Cards
            .Where(card => card.MerchantId == MerchantId.Platform)
            .GroupBy(card => card.Currency)
            .Select(group => new
            {
                Currency = group.Key,
                Cards = group.Count(),
                Redeemed = group.Sum(card => card.SpentMinor),
                Owed = group.Sum(card => card.BalanceMinor),
            })
            .ToListAsync(cancellationToken);
        var sold = await context.Sales
            .Where(sale => sale.MerchantId == MerchantId.Platform)
            .GroupBy(sale => sale.Currency)
            .Select(group => new { group.Key, Minor = group.Sum(sale => sale.GrossMinor) })
            .ToDictionaryAsync(row => row.Key, row => row.Minor, cancellationToken);
        var kept = await context.Postings
            .Where(posting => posting.Debit == AccountKind.CommissionRevenue
                || posting.Credit == AccountKind.CommissionRevenue)
            .Join(
                context.Cards.Where(card => card.MerchantId == MerchantId.Platform),
                posting => posting.CardId,
                card => card.Id,
                (posting, card) => posting)
            .GroupBy(posting => posting.Currency)
            .Select(group => new
            {
                group.Key,
                Minor = group.Sum(posting => posting.Credit == AccountKind.CommissionRevenue
                    ? posting.AmountMinor
                    : -posting.AmountMinor),
            })
            .ToDictionaryAsync(row => row.Key, row => row.Minor, cancellationToken);
        return [.. cards
            .OrderByDescending(row => row.Cards)
            .ThenBy(row => row.Currency.Code, StringComparer.Ordinal)
            .Select(row => new PlatformCardFigures(
                row.Cards,
                new Money(sold.GetValueOrDefault(row.Currency), row.Currency),
                new Money(row.Redeemed, row.Currency),
                new Money(kept.GetValueOrDefault(row.Currency), row.Currency),
                new Money(row.Owed, row.Currency)))];
    }
}
