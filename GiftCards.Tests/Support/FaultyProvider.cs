using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Tests.Support;

/// <summary>What goes wrong when the provider is asked for a refund.</summary>
internal enum ProviderFault
{
    None,

    /// <summary>The connection breaks before the provider hears of it.</summary>
    LostRequest,

    /// <summary>The provider pays, and its answer never arrives.</summary>
    LostAnswer,

    /// <summary>The provider takes its time.</summary>
    Slow,

    /// <summary>The provider refuses for good.</summary>
    Refusal,

    /// <summary>The provider has another amount under that name.</summary>
    OtherAmount,
}

/// <summary>The sandbox behind a bad line: it fails as it is told, and counts how often it was asked to pay.</summary>
internal sealed class FaultyProvider(SandboxProvider sandbox) : IPaymentProvider
{
    private readonly Lock gate = new();
    private readonly Dictionary<RefundId, ProviderRefund> refused = [];
    private int asked;

    public ProviderFault Fault { get; set; }

    /// <summary>Refunds of exactly this amount are refused for good, the others are paid.</summary>
    public long? RefusedMinor { get; set; }

    public int Asked => asked;

    public string Name => sandbox.Name;

    public bool IsLive => sandbox.IsLive;

    public static Task<TestWorld> StartWorldAsync(DatabaseProvider provider) =>
        TestWorld.StartAsync(provider, services =>
        {
            services.AddSingleton<FaultyProvider>();
            services.AddSingleton<IPaymentProvider>(all => all.GetRequiredService<FaultyProvider>());
        });

    public Task<Payment> OpenAsync(
        OrderId order, Money amount, string? customer, CancellationToken cancellationToken) =>
        sandbox.OpenAsync(order, amount, customer, cancellationToken);

    public Task<Payment?> FindAsync(string reference, CancellationToken cancellationToken) =>
        sandbox.FindAsync(reference, cancellationToken);

    public Task<Payment?> CancelAsync(string reference, CancellationToken cancellationToken) =>
        sandbox.CancelAsync(reference, cancellationToken);

    public IAsyncEnumerable<Payment> ListSinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        sandbox.ListSinceAsync(since, cancellationToken);

    public async Task<ProviderRefund> RefundAsync(
        string reference, RefundId refund, Money amount, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        switch (amount.Minor == RefusedMinor ? ProviderFault.Refusal : Fault)
        {
            case ProviderFault.LostRequest:
                throw new HttpRequestException("The provider cannot be reached.");
            case ProviderFault.LostAnswer:
                await sandbox.RefundAsync(reference, refund, amount, cancellationToken);
                throw new TaskCanceledException("The provider did not answer in time.");
            case ProviderFault.Slow:
                return new ProviderRefund(refund, reference, amount, ProviderRefundStatus.Pending);
            case ProviderFault.Refusal:
                lock (gate)
                {
                    return refused[refund] = new ProviderRefund(refund, reference, amount, ProviderRefundStatus.Failed)
                    {
                        Failure = "expired_or_canceled_card",
                    };
                }

            case ProviderFault.OtherAmount:
                return new ProviderRefund(
                    refund, reference, amount + new Money(1, amount.Currency), ProviderRefundStatus.Succeeded);
            default:
                return await sandbox.RefundAsync(reference, refund, amount, cancellationToken);
        }
    }

    public Task<ProviderRefund?> FindRefundAsync(
        string reference, RefundId refund, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return refused.TryGetValue(refund, out var known)
                ? Task.FromResult<ProviderRefund?>(known)
                : sandbox.FindRefundAsync(reference, refund, cancellationToken);
        }
    }
}
