using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Events about what Stripe pays to the platform's own bank, and what the bank sends back: each is booked once.
/// </summary>
internal sealed class BankPayoutEvents(GiftCardsDatabase database, StripeClient stripe, TimeProvider time)
    : IStripeEventHandler
{
    private static readonly Actor Job = new Actor.System("clearing");

    // What happens at a connected account is between Stripe and that merchant.
    public bool Handles(StripeEvent happened) =>
        happened is { Type: "payout.paid" or "payout.failed", Account: null };

    public async Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken)
    {
        if (happened.Data.Object.Id is not { } id
            || await stripe.FindPayoutAsync(id, null, cancellationToken) is not { } payout)
        {
            return EventOutcome.NotOurs;
        }

        var amount = StripeAmounts.Read(payout.Amount, payout.Currency);
        switch (payout.Status)
        {
            case "paid":
                await BookAsync(payout.Id, amount, PostingRules.ProviderPaidBank(amount), cancellationToken);
                return EventOutcome.Handled;
            case "failed" or "canceled" when await IsBookedAsync(payout.Id, cancellationToken):
                await BookAsync(
                    $"{payout.Id}:back", amount, PostingRules.ProviderPaidBankReturned(amount), cancellationToken);
                return EventOutcome.Handled;
            default:
                return EventOutcome.Handled;
        }
    }

    private async Task<bool> IsBookedAsync(string reference, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // One movement at the provider, by its name.
        return await context.BookedFees.AnyAsync(row => row.Reference == reference, cancellationToken);
    }

    private async Task BookAsync(
        string reference, Money amount, IReadOnlyList<PostingDraft> postings, CancellationToken cancellationToken)
    {
        if (await IsBookedAsync(reference, cancellationToken))
        {
            return;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // One movement at the provider, by its name.
        var entry = JournalEntry.ForCards(
            new EntryDraft(MerchantId.Platform, EntryType.ProviderPayout, now, Job) { Reason = reference },
            [],
            postings);
        context.JournalEntries.Add(entry);
        context.BookedFees.Add(new BookedFee
        {
            Reference = reference,
            Currency = amount.Currency,
            AmountMinor = amount.Minor,
            EntryId = entry.Id,
            At = now,
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // Another delivery of the same event was faster.
        }
    }
}
