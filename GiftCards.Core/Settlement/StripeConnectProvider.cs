using System.Runtime.CompilerServices;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Pays merchants by transfers from the platform's balance at Stripe to their own accounts there. A transfer carries
/// the payout's id as its group, so that one whose answer was lost is found again however late, and as its idempotency
/// key, so that two who send at once make one.
/// </summary>
internal sealed class StripeConnectProvider(StripeClient stripe, StripeOptions options) : IPayoutProvider
{
    public const string ProviderName = "stripe_connect";

    /// <summary>Under which name a transfer carries our payout.</summary>
    public const string PayoutField = "payout";

    public string Name => ProviderName;

    public AccountKind PaidFrom => AccountKind.ProviderClearing;

    public bool PaysWholeSteps => true;

    public async Task<Result<PayoutDestination>> DestinationAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken) =>
        await context.ConnectAccounts.AsNoTracking()
            .SingleOrDefaultAsync(row => row.MerchantId == merchant, cancellationToken) is { IsReady: true } account
                ? new PayoutDestination(null, account.AccountId)
                : new BankAccountUnverified();

    public async Task<ProviderPayout> SendAsync(Payout payout, CancellationToken cancellationToken)
    {
        try
        {
            var found = await FindAsync(payout, cancellationToken);
            return Told(found ?? await MakeAsync(payout, cancellationToken), payout);
        }
        catch (StripeException refused) when (
            (refused.IsFinal || refused.Code == "account_invalid") && payout.ProviderReference is null)
        {
            // Too little at the provider is no end: the buyers' money gets there, and then it is asked again.
            return refused.Code is "balance_insufficient"
                ? new ProviderPayout(payout.Amount, ProviderPayoutStatus.Waits)
                : new ProviderPayout(
                    payout.Amount, ProviderPayoutStatus.Failed, null, refused.Code ?? refused.Type ?? "refused");
        }
    }

    /// <summary>From the movements of our balance, which are what counts: each transfer and what it took.</summary>
    public async IAsyncEnumerable<ProviderPayment> ListSinceAsync(
        DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var transfer in stripe.ListTransfersAsync(since, cancellationToken))
        {
            var found = await stripe.FindTransferAsync(transfer.Id, cancellationToken) ?? transfer;
            var (amount, conversion) = (StripeAmounts.Read(found.Amount, found.Currency), ConversionOf(found));
            var moved = conversion is null && found.BalanceTransaction?.Value is { } movement
                ? -StripeAmounts.Read(movement.Amount, movement.Currency)
                : amount;
            yield return new ProviderPayment(
                found.Id, PublicId.TryParse<PayoutId>(found.TransferGroup, out var payout) ? payout : null, moved)
            {
                Back = BackOf(found),
                Conversion = conversion,
            };
        }
    }

    private async Task<StripeTransfer?> FindAsync(Payout payout, CancellationToken cancellationToken)
    {
        if (payout.ProviderReference is { } known)
        {
            return await stripe.FindTransferAsync(known, cancellationToken);
        }

        await foreach (var transfer in stripe.ListTransfersAsync(payout.Id.ToString(), cancellationToken))
        {
            return transfer;
        }

        return null;
    }

    private Task<StripeTransfer> MakeAsync(Payout payout, CancellationToken cancellationToken) =>
        stripe.CreateTransferAsync(
            payout.Destination ?? throw new InvalidOperationException($"Payout {payout.Id} has nowhere to go."),
            payout.Amount,
            payout.Id.ToString(),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [PayoutField] = payout.Id.ToString(),
                ["merchant"] = payout.MerchantId.ToString(),
            },
            payout.Id.ToString(),
            cancellationToken);

    // Another mode or another account is another payment, and like another amount it is left to a person.
    private ProviderPayout Told(StripeTransfer transfer, Payout payout)
    {
        var amount = StripeAmounts.Read(transfer.Amount, transfer.Currency);
        var isOurs = transfer.Livemode == options.IsLive
            && (transfer.Destination is null || transfer.Destination == payout.Destination);
        if (!isOurs)
        {
            return new ProviderPayout(Money.Zero(payout.Currency), ProviderPayoutStatus.Waits, transfer.Id);
        }

        var back = BackOf(transfer);
        return new ProviderPayout(
            amount,
            back == amount ? ProviderPayoutStatus.Returned : ProviderPayoutStatus.Paid,
            transfer.Id,
            back is null ? null : "transfer_reversed")
        {
            Back = back,
            Conversion = ConversionOf(transfer),
        };
    }

    private static Money? BackOf(StripeTransfer transfer) =>
        transfer.AmountReversed > 0 ? StripeAmounts.Read(transfer.AmountReversed, transfer.Currency) : null;

    private static Conversion? ConversionOf(StripeTransfer transfer) => transfer.BalanceTransaction?.Value
        ?.ConvertedFrom(StripeAmounts.Read(transfer.Amount, transfer.Currency).Currency);
}
