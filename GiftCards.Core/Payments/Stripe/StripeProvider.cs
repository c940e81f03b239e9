using System.Net;
using System.Runtime.CompilerServices;
using GiftCards.Core.Common;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>
/// Takes payments through Stripe. The buyer's browser speaks to Stripe itself, so that no card number ever comes here;
/// what we do is open a payment, look at it, end it and give it back. Throws
/// <see cref="PaymentProviderException"/> where nobody can tell what happened.
/// </summary>
internal sealed class StripeProvider(StripeClient stripe, StripeOptions options) : IPaymentProvider
{
    public const string ProviderName = "stripe";

    /// <summary>Under which word a payment names its order at Stripe.</summary>
    public const string OrderKey = "order";

    /// <summary>Under which word a refund at Stripe names ours.</summary>
    public const string RefundKey = "refund";

    /// <summary>Under which word a customer at Stripe names the account here; nothing else of it goes there.</summary>
    public const string PersonKey = "user";

    private const string PaymentPrefix = "pi_";

    /// <summary>
    /// A payment is paid within this time of being made, so that a list of new ones holds all new money.
    /// </summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public string Name => ProviderName;

    public bool IsLive => options.IsLive;

    public async Task<string?> CustomerAsync(UserId person, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = new Dictionary<string, string> { [PersonKey] = person.ToString() };
            return (await stripe.CreateCustomerAsync(metadata, $"customer-{person}", cancellationToken)).Id;
        }
        catch (StripeException error) when (error.IsFinal || error.Status == HttpStatusCode.Forbidden)
        {
            return null; // A key that may not make customers can take payments all the same.
        }
    }

    public async Task<Payment> OpenAsync(
        OrderId order, Money amount, string? customer, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenOnceAsync(order, amount, customer, cancellationToken);
        }
        catch (StripeException error) when (customer is not null && error.IsFinal && error.Parameter == "customer")
        {
            // Somebody removed the customer at Stripe. That is no reason to refuse the buyer's money.
            return await OpenOnceAsync(order, amount, null, cancellationToken);
        }
    }

    private async Task<Payment> OpenOnceAsync(
        OrderId order, Money amount, string? customer, CancellationToken cancellationToken)
    {
        // With a customer it is another request, and one key stands for one request.
        var key = customer is null ? $"order-{order}" : $"order-{order}-{customer}";
        var metadata = new Dictionary<string, string> { [OrderKey] = order.ToString() };
        try
        {
            return View(await stripe.CreatePaymentIntentAsync(amount, customer, metadata, key, cancellationToken));
        }
        catch (StripeException error) when ((int?)error.Status >= 500)
        {
            // Stripe keeps a failure under its key as well, and would repeat it for a day. What it made all the same is
            // found by its order; one that is not found was never shown to a browser, so nobody can pay it.
            var made = await stripe.SearchPaymentIntentsAsync(OrderKey, order.ToString(), cancellationToken);
            return View(made.FirstOrDefault(intent => intent.Status != "canceled")
                ?? await stripe.CreatePaymentIntentAsync(
                    amount, customer, metadata, $"{key}-again", cancellationToken));
        }
    }

    public async Task<Payment?> FindAsync(string reference, CancellationToken cancellationToken) =>
        IsOurs(reference) && await stripe.FindPaymentIntentAsync(reference, cancellationToken) is { } intent
            ? View(intent)
            : null;

    public async Task<Payment?> CancelAsync(string reference, CancellationToken cancellationToken)
    {
        if (!IsOurs(reference))
        {
            return null;
        }

        try
        {
            // Cancelling twice does no harm, and an earlier refusal must not be repeated from memory.
            return View(await stripe.CancelPaymentIntentAsync(
                reference, Guid.NewGuid().ToString(), cancellationToken));
        }
        catch (StripeException error) when (error.IsFinal)
        {
            return await FindAsync(reference, cancellationToken);
        }
    }

    public async IAsyncEnumerable<Payment> ListSinceAsync(
        DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> told = [];
        await foreach (var intent in stripe.ListPaymentIntentsAsync(since - LongestWait, cancellationToken))
        {
            if (told.Add(intent.Id))
            {
                yield return View(intent);
            }
        }

        await foreach (var refund in stripe.ListRefundsAsync(since, cancellationToken))
        {
            if (refund.PaymentIntent is { } reference && told.Add(reference)
                && await FindAsync(reference, cancellationToken) is { } payment)
            {
                yield return payment;
            }
        }
    }

    public async Task<ProviderRefund> RefundAsync(
        string reference, RefundId refund, Money amount, CancellationToken cancellationToken)
    {
        if (!IsOurs(reference))
        {
            return Refused("other_provider");
        }

        try
        {
            var metadata = new Dictionary<string, string> { [RefundKey] = refund.ToString() };
            return View(refund, reference, await stripe.CreateRefundAsync(
                reference, amount, metadata, $"refund-{refund}", cancellationToken));
        }
        catch (StripeException error) when (error.IsFinal && !IsShort(error))
        {
            return Refused(error.Code ?? "refused");
        }

        ProviderRefund Refused(string why) => new(refund, reference, amount, ProviderRefundStatus.Failed)
        {
            Failure = why,
        };
    }

    public async Task<ProviderRefund?> FindRefundAsync(
        string reference, RefundId refund, CancellationToken cancellationToken)
    {
        if (!IsOurs(reference))
        {
            return null;
        }

        await foreach (var made in stripe.ListRefundsAsync(reference, cancellationToken))
        {
            if (made.Metadata?.GetValueOrDefault(RefundKey) == refund.ToString())
            {
                return View(refund, reference, made);
            }
        }

        return null;
    }

    /// <summary>The payment as everybody else knows it.</summary>
    internal static Payment View(StripePaymentIntent intent)
    {
        var status = StatusOf(intent.Status);
        var charge = status == PaymentStatus.Succeeded ? intent.LatestCharge?.Value : null;
        var named = intent.Metadata.GetValueOrDefault(OrderKey);
        return new Payment(
            intent.Id,
            PublicId.TryParse<OrderId>(named, out var order) ? order : default,
            StripeAmounts.Read(
                status == PaymentStatus.Succeeded ? intent.AmountReceived : intent.Amount, intent.Currency),
            charge is { Refunded: true } ? PaymentStatus.Refunded : status,
            intent.Livemode)
        {
            ClientSecret = intent.ClientSecret,
            ChallengeUrl = intent.NextAction?.RedirectToUrl?.Url,
            RefundedMinor = charge is null ? 0 : StripeAmounts.Read(charge.AmountRefunded, charge.Currency).Minor,
            Fee = charge?.BalanceTransaction?.Value is { } moved
                ? new ProviderFee(moved.Id, StripeAmounts.Read(moved.Fee, moved.Currency))
                {
                    Conversion = moved.ConvertedFrom(StripeAmounts.Read(charge.Amount, charge.Currency).Currency),
                }
                : null,
        };
    }

    private static PaymentStatus StatusOf(string status) => status switch
    {
        "requires_payment_method" or "requires_confirmation" => PaymentStatus.RequiresPayment,
        "requires_action" => PaymentStatus.RequiresAction,
        "processing" or "requires_capture" => PaymentStatus.Processing,
        "succeeded" => PaymentStatus.Succeeded,
        "canceled" => PaymentStatus.Cancelled,
        _ => throw new PaymentProviderException($"Stripe has a payment that is '{status}', which is unknown here."),
    };

    private static ProviderRefund View(RefundId refund, string payment, StripeRefund made) => new(
        refund,
        payment,
        StripeAmounts.Read(made.Amount, made.Currency),
        made.Status switch
        {
            "succeeded" => ProviderRefundStatus.Succeeded,
            "failed" or "canceled" => ProviderRefundStatus.Failed,
            _ => ProviderRefundStatus.Pending,
        })
    {
        Failure = made.FailureReason,
    };

    // Another provider's payments are not Stripe's, whoever takes the payments now.
    private static bool IsOurs(string reference) => reference.StartsWith(PaymentPrefix, StringComparison.Ordinal);

    // Our balance there will hold enough another day.
    private static bool IsShort(StripeException error) => error.Code is "balance_insufficient" or "insufficient_funds";
}
