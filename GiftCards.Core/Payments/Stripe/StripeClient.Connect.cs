using GiftCards.Core.Common;

namespace GiftCards.Core.Payments.Stripe;

// Connected accounts, what is paid out to them, and our own balance.
internal sealed partial class StripeClient
{
    /// <summary>
    /// Opens an account for a merchant in a country of two letters; Stripe asks for the particulars itself.
    /// </summary>
    public Task<StripeAccount> CreateAccountAsync(
        string country,
        string? email,
        IReadOnlyDictionary<string, string> metadata,
        string idempotencyKey,
        CancellationToken cancellationToken) =>
        PostAsync<StripeAccount>(
            "/v1/accounts",
            new StripeForm()
                .Add("type", "express")
                .Add("country", country)
                .Add("email", email)
                .Add("capabilities[transfers][requested]", true)
                .Metadata(metadata),
            idempotencyKey,
            cancellationToken);

    /// <summary>Null for an account that is unknown, was removed, or let us go.</summary>
    public async Task<StripeAccount?> FindAccountAsync(string id, CancellationToken cancellationToken)
    {
        var found = await FindAsync<StripeAccount>($"/v1/accounts/{Escape(id)}", null, cancellationToken);
        return found is { Deleted: true } ? null : found;
    }

    /// <summary>A page where the merchant tells Stripe what it still wants to know.</summary>
    public Task<StripeAccountLink> CreateAccountLinkAsync(
        string account,
        Uri refreshUrl,
        Uri returnUrl,
        string idempotencyKey,
        CancellationToken cancellationToken) =>
        PostAsync<StripeAccountLink>(
            "/v1/account_links",
            new StripeForm()
                .Add("account", account)
                .Add("refresh_url", refreshUrl.AbsoluteUri)
                .Add("return_url", returnUrl.AbsoluteUri)
                .Add("type", "account_onboarding"),
            idempotencyKey,
            cancellationToken);

    /// <summary>Moves money from our balance to a connected account's.</summary>
    public Task<StripeTransfer> CreateTransferAsync(
        string account,
        Money amount,
        string? group,
        IReadOnlyDictionary<string, string> metadata,
        string idempotencyKey,
        CancellationToken cancellationToken) =>
        PostAsync<StripeTransfer>(
            "/v1/transfers",
            new StripeForm()
                .Add("amount", StripeAmounts.Write(amount))
                .Add("currency", StripeAmounts.Write(amount.Currency))
                .Add("destination", account)
                .Add("transfer_group", group)
                .Expand("balance_transaction")
                .Metadata(metadata),
            idempotencyKey,
            cancellationToken);

    public Task<StripeTransfer?> FindTransferAsync(string id, CancellationToken cancellationToken) =>
        FindAsync<StripeTransfer>(
            $"/v1/transfers/{Escape(id)}", new StripeForm().Expand("balance_transaction"), cancellationToken);

    /// <summary>Every transfer of a group, such as that of one payout of ours.</summary>
    public IAsyncEnumerable<StripeTransfer> ListTransfersAsync(string group, CancellationToken cancellationToken) =>
        ListAsync<StripeTransfer>(
            "/v1/transfers", query => query.Add("transfer_group", group), cancellationToken);

    /// <summary>Every transfer made since an instant, newest first.</summary>
    public IAsyncEnumerable<StripeTransfer> ListTransfersAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAsync<StripeTransfer>(
            "/v1/transfers", query => query.Add("created[gte]", Seconds(since)), cancellationToken);

    /// <summary>Takes back a part of a transfer, or what of it is left.</summary>
    public Task<StripeTransferReversal> ReverseTransferAsync(
        string transfer, string idempotencyKey, CancellationToken cancellationToken, Money? amount = null) =>
        PostAsync<StripeTransferReversal>(
            $"/v1/transfers/{Escape(transfer)}/reversals",
            new StripeForm().Add("amount", amount is { } part ? StripeAmounts.Write(part) : null),
            idempotencyKey,
            cancellationToken);

    /// <summary>What Stripe paid to a bank: to ours, or to that of a connected account.</summary>
    public Task<StripePayout?> FindPayoutAsync(string id, string? account, CancellationToken cancellationToken) =>
        FindAsync<StripePayout>($"/v1/payouts/{Escape(id)}", null, account, cancellationToken);

    public Task<StripeBalance> GetBalanceAsync(CancellationToken cancellationToken) =>
        GetAsync<StripeBalance>("/v1/balance", null, cancellationToken);
}
