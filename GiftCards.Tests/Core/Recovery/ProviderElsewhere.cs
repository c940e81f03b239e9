using System.Runtime.CompilerServices;
using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;

namespace GiftCards.Tests.Core.Recovery;

/// <summary>
/// A provider that remembers on its own what happened after a backup, as a real one does. Where it has nothing to say
/// of its own, it says what the sandbox knows.
/// </summary>
internal sealed class ProviderElsewhere(SandboxProvider sandbox) : IPaymentProvider
{
    private readonly Dictionary<string, Payment> own = [];

    public string Name => sandbox.Name;

    public bool IsLive => sandbox.IsLive;

    /// <summary>From when on it was last asked for payments.</summary>
    public DateTimeOffset? AskedSince { get; private set; }

    public void Remember(Payment payment) => own[payment.Reference] = payment;

    public Task<Payment> OpenAsync(
        OrderId order, Money amount, string? customer, CancellationToken cancellationToken) =>
        sandbox.OpenAsync(order, amount, customer, cancellationToken);

    public async Task<Payment?> FindAsync(string reference, CancellationToken cancellationToken) =>
        own.GetValueOrDefault(reference) ?? await sandbox.FindAsync(reference, cancellationToken);

    public Task<Payment?> CancelAsync(string reference, CancellationToken cancellationToken) =>
        sandbox.CancelAsync(reference, cancellationToken);

    public async IAsyncEnumerable<Payment> ListSinceAsync(
        DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AskedSince = since;
        await foreach (var payment in sandbox.ListSinceAsync(since, cancellationToken))
        {
            yield return own.GetValueOrDefault(payment.Reference, payment);
        }

        foreach (var payment in own.Values)
        {
            yield return payment;
        }
    }

    public Task<ProviderRefund> RefundAsync(
        string reference, RefundId refund, Money amount, CancellationToken cancellationToken) =>
        sandbox.RefundAsync(reference, refund, amount, cancellationToken);

    public Task<ProviderRefund?> FindRefundAsync(string reference, RefundId refund, CancellationToken cancellationToken) =>
        sandbox.FindRefundAsync(reference, refund, cancellationToken);
}
