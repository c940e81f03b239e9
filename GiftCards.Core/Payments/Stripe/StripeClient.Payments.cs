using GiftCards.Core.Common;

namespace GiftCards.Core.Payments.Stripe;

// Payments, refunds, disputes and what they did to the balance.
internal sealed partial class StripeClient
{
    /// <summary>Makes somebody under whom payments are filed, with no more than what is named here.</summary>
    public Task<StripeCustomer> CreateCustomerAsync(
        IReadOnlyDictionary<string, string> metadata, string idempotencyKey, CancellationToken cancellationToken) =>
        PostAsync<StripeCustomer>(
            "/v1/customers", new StripeForm().Metadata(metadata), idempotencyKey, cancellationToken);

    /// <summary>Opens a payment that the buyer's browser completes.</summary>
    public Task<StripePaymentIntent> CreatePaymentIntentAsync(
        Money amount,
        string? customer,
        IReadOnlyDictionary<string, string> metadata,
        string idempotencyKey,
        CancellationToken cancellationToken) =>
        PostAsync<StripePaymentIntent>(
            "/v1/payment_intents",
            new StripeForm()
                .Add("amount", StripeAmounts.Write(amount))
                .Add("currency", StripeAmounts.Write(amount.Currency))
                .Add("customer", customer)
                .Add("automatic_payment_methods[enabled]", true)
                .Metadata(metadata),
            idempotencyKey,
            cancellationToken);

    /// <summary>The payment with its charge and what that did to the balance; null for an unknown name.</summary>
    public Task<StripePaymentIntent?> FindPaymentIntentAsync(string id, CancellationToken cancellationToken) =>
        FindAsync<StripePaymentIntent>(
            $"/v1/payment_intents/{Escape(id)}",
            new StripeForm().Expand("latest_charge.balance_transaction"),
            cancellationToken);

    public Task<StripePaymentIntent> CancelPaymentIntentAsync(
        string id, string idempotencyKey, CancellationToken cancellationToken) =>
        PostAsync<StripePaymentIntent>(
            $"/v1/payment_intents/{Escape(id)}/cancel",
            new StripeForm().Add("cancellation_reason", "abandoned").Expand("latest_charge"),
            idempotencyKey,
            cancellationToken);

    /// <summary>
    /// Payments by what we wrote beside them. Stripe's search lags behind by a minute at times.
    /// </summary>
    public async Task<IReadOnlyList<StripePaymentIntent>> SearchPaymentIntentsAsync(
        string metadataKey, string value, CancellationToken cancellationToken) =>
        (await GetAsync<StripeList<StripePaymentIntent>>(
            "/v1/payment_intents/search",
            new StripeForm().Add("query", $"metadata['{metadataKey}']:'{value}'").Add("limit", PageSize),
            cancellationToken)).Data;

    /// <summary>Every payment made since an instant, newest first, with its charge.</summary>
    public IAsyncEnumerable<StripePaymentIntent> ListPaymentIntentsAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync<StripePaymentIntent>(
            "/v1/payment_intents",
            query => query.Add("created[gte]", Seconds(since)).Expand("data.latest_charge"),
            cancellationToken);

    /// <summary>Every refund made since an instant, newest first.</summary>
    public IAsyncEnumerable<StripeRefund> ListRefundsAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync<StripeRefund>(
            "/v1/refunds", query => query.Add("created[gte]", Seconds(since)), cancellationToken);

    /// <summary>Every refund of a payment.</summary>
    public IAsyncEnumerable<StripeRefund> ListRefundsAsync(
        string paymentIntent, CancellationToken cancellationToken) =>
        ListAsync<StripeRefund>(
            "/v1/refunds", query => query.Add("payment_intent", paymentIntent), cancellationToken);

    public Task<StripeRefund> CreateRefundAsync(
        string paymentIntent,
        Money amount,
        IReadOnlyDictionary<string, string> metadata,
        string idempotencyKey,
        CancellationToken cancellationToken) =>
        PostAsync<StripeRefund>(
            "/v1/refunds",
            new StripeForm()
                .Add("payment_intent", paymentIntent)
                .Add("amount", StripeAmounts.Write(amount))
                .Metadata(metadata),
            idempotencyKey,
            cancellationToken);

    public Task<StripeRefund?> FindRefundAsync(string id, CancellationToken cancellationToken) =>
        FindAsync<StripeRefund>(
            $"/v1/refunds/{Escape(id)}", new StripeForm().Expand("balance_transaction"), cancellationToken);

    public Task<StripeCharge?> FindChargeAsync(string id, CancellationToken cancellationToken) =>
        FindAsync<StripeCharge>(
            $"/v1/charges/{Escape(id)}", new StripeForm().Expand("balance_transaction"), cancellationToken);

    public Task<StripeDispute?> FindDisputeAsync(string id, CancellationToken cancellationToken) =>
        FindAsync<StripeDispute>($"/v1/disputes/{Escape(id)}", null, cancellationToken);

    /// <summary>Every dispute opened since an instant, newest first.</summary>
    public IAsyncEnumerable<StripeDispute> ListDisputesAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync<StripeDispute>(
            "/v1/disputes", query => query.Add("created[gte]", Seconds(since)), cancellationToken);

    public Task<StripeEvent?> FindEventAsync(string id, CancellationToken cancellationToken) =>
        FindAsync<StripeEvent>($"/v1/events/{Escape(id)}", null, cancellationToken);

    /// <summary>Every event since an instant, newest first; Stripe keeps them for 30 days.</summary>
    public IAsyncEnumerable<StripeEvent> ListEventsAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync<StripeEvent>(
            "/v1/events", query => query.Add("created[gte]", Seconds(since)), cancellationToken);

    public Task<StripeBalanceTransaction?> FindBalanceTransactionAsync(
        string id, CancellationToken cancellationToken) =>
        FindAsync<StripeBalanceTransaction>(
            $"/v1/balance_transactions/{Escape(id)}", null, cancellationToken);

    /// <summary>Every movement of our balance since an instant, newest first.</summary>
    public IAsyncEnumerable<StripeBalanceTransaction> ListBalanceTransactionsAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync<StripeBalanceTransaction>(
            "/v1/balance_transactions", query => query.Add("created[gte]", Seconds(since)), cancellationToken);
}
