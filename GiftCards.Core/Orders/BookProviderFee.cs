using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>
/// Books what the provider kept for itself, once for each of its movements, however often it is told. A fee in another
/// currency than the sale's is booked in its own, and what the provider made of the sale's money is kept beside it.
/// </summary>
public sealed class BookProviderFeeHandler(GiftCardsDatabase database, TimeProvider time)
{
    private static readonly Actor Job = new Actor.System("orders");

    /// <summary>Answers whether it was booked now; false when it has been before.</summary>
    /// <param name="fee">What was kept, and under which name.</param>
    /// <param name="merchant">Whose sale it was for; the platform where nobody's.</param>
    /// <param name="order">The order, where it was for one.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<bool> HandleAsync(
        ProviderFee fee, MerchantId merchant, OrderId? order, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // One fee of the platform's, by its name.
        if (await context.BookedFees.AnyAsync(row => row.Reference == fee.Reference, cancellationToken))
        {
            return false;
        }

        var now = time.GetInstant();
        var entry = fee.Amount.IsZero ? null : JournalEntry.ForCards(
            new EntryDraft(merchant, EntryType.ProviderFee, now, Job) { Order = order },
            [],
            PostingRules.ProviderFee(fee.Amount));
        if (entry is not null)
        {
            context.JournalEntries.Add(entry);
        }

        context.BookedFees.Add(new BookedFee
        {
            Reference = fee.Reference,
            OrderId = order,
            Currency = fee.Amount.Currency,
            AmountMinor = fee.Amount.Minor,
            EntryId = entry?.Id,
            At = now,
            ConvertedRate = fee.Conversion?.Rate,
            ConvertedCurrency = fee.Conversion?.Amount.Currency,
            ConvertedMinor = fee.Conversion?.Amount.Minor,
            ConvertedAt = fee.Conversion?.At,
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return false; // Somebody else learnt of it at the same moment.
        }
    }
}
