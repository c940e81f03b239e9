using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Tests.Support.Stripe;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GiftCards.Tests.Core.Payments;

/// <summary>Stripe behind the interface that everybody else knows.</summary>
public sealed class StripeProviderTests : IAsyncLifetime
{
    private static readonly Money Price = new(10_000, Currency.Of("USD"));
    private readonly OrderId order = PublicId.New<OrderId>(DateTimeOffset.UnixEpoch);
    private StripeServer server = null!;
    private StripeClient client = null!;
    private StripeProvider provider = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await StripeServer.StartAsync();
        client = new StripeClient(server.Options, NullLogger<StripeClient>.Instance);
        provider = new StripeProvider(client, server.Options);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_payment_walks_through_its_states()
    {
        var opened = await provider.OpenAsync(order, Price, null, Token);
        Assert.Equal((order, Price, PaymentStatus.RequiresPayment, false), (opened.Order, opened.Amount, opened.Status, opened.IsLive));
        Assert.NotNull(opened.ClientSecret);

        server.Payments.Confirm(opened.Reference, StripePaymentDesk.Declined);
        Assert.Equal(PaymentStatus.RequiresPayment, (await FindAsync(opened)).Status);

        server.Payments.Confirm(opened.Reference, StripePaymentDesk.ThreeDSecure, "https://shop.example/back");
        var asked = await FindAsync(opened);
        Assert.Equal(PaymentStatus.RequiresAction, asked.Status);
        Assert.StartsWith($"{server.Address}authenticate/", asked.ChallengeUrl, StringComparison.Ordinal);

        server.Payments.Answer(opened.Reference, approve: true);
        var paid = await FindAsync(opened);
        Assert.Equal((PaymentStatus.Succeeded, Price), (paid.Status, paid.Amount));
        Assert.Equal(new Money(320, Price.Currency), paid.Fee!.Amount);
    }

    [Fact]
    public async Task An_order_that_is_opened_again_has_the_same_payment() =>
        Assert.Equal(
            (await provider.OpenAsync(order, Price, null, Token)).Reference, (await provider.OpenAsync(order, Price, null, Token)).Reference);

    [Theory]
    [InlineData(StripeTrouble.ErrorAfter, 1)]
    [InlineData(StripeTrouble.Error, 1)]
    public async Task A_failure_that_Stripe_keeps_repeating_is_left_behind(StripeTrouble trouble, int intents)
    {
        server.Faults.Next(trouble, "POST");

        var opened = await provider.OpenAsync(order, Price, null, Token);

        Assert.Equal(PaymentStatus.RequiresPayment, opened.Status);
        Assert.Equal(intents, server.Store.Of("payment_intent").Count());
    }

    [Fact]
    public async Task What_succeeded_is_not_cancelled_and_what_waits_is()
    {
        var paid = await provider.OpenAsync(order, Price, null, Token);
        server.Payments.Confirm(paid.Reference);
        Assert.Equal(PaymentStatus.Succeeded, (await provider.CancelAsync(paid.Reference, Token))!.Status);

        var open = await provider.OpenAsync(PublicId.New<OrderId>(DateTimeOffset.UnixEpoch.AddDays(1)), Price, null, Token);
        Assert.Equal(PaymentStatus.Cancelled, (await provider.CancelAsync(open.Reference, Token))!.Status);
        Assert.Equal(PaymentStatus.Cancelled, (await provider.CancelAsync(open.Reference, Token))!.Status);
    }

    [Theory]
    [InlineData(StripeTrouble.ResetAfter)]
    [InlineData(StripeTrouble.HangAfter)]
    public async Task A_refund_whose_answer_was_lost_is_paid_once_and_found(StripeTrouble trouble)
    {
        var paid = await PaidAsync();
        var refund = PublicId.New<RefundId>(DateTimeOffset.UnixEpoch);
        server.Faults.Next(trouble, "POST /v1/refunds", times: 3);

        await Assert.ThrowsAsync<StripeException>(() => provider.RefundAsync(paid, refund, new Money(2_500, Price.Currency), Token));
        var found = await provider.FindRefundAsync(paid, refund, Token);
        var again = await provider.RefundAsync(paid, refund, new Money(2_500, Price.Currency), Token);

        Assert.Equal(new ProviderRefund(refund, paid, new Money(2_500, Price.Currency), ProviderRefundStatus.Succeeded), found);
        Assert.Equal(found, again);
        Assert.Equal(2_500, (await provider.FindAsync(paid, Token))!.RefundedMinor);
    }

    [Fact]
    public async Task A_refund_that_is_refused_for_good_says_why()
    {
        var paid = await PaidAsync();
        server.Payments.RefusesRefunds = "charge_disputed";

        var refused = await provider.RefundAsync(paid, PublicId.New<RefundId>(DateTimeOffset.UnixEpoch), Price, Token);

        Assert.Equal((ProviderRefundStatus.Failed, "charge_disputed"), (refused.Status, refused.Failure));
    }

    [Fact]
    public async Task A_whole_refund_shows_on_the_payment_and_in_the_list_of_what_moved()
    {
        var paid = await PaidAsync();
        await provider.RefundAsync(paid, PublicId.New<RefundId>(DateTimeOffset.UnixEpoch), Price, Token);

        var listed = new List<Payment>();
        await foreach (var payment in provider.ListSinceAsync(server.Time.GetInstant().AddMinutes(-1), Token))
        {
            listed.Add(payment);
        }

        var only = Assert.Single(listed);
        Assert.Equal((PaymentStatus.Refunded, Price.Minor, order), (only.Status, only.RefundedMinor, only.Order));
    }

    [Fact]
    public async Task What_another_provider_took_is_not_Stripes_to_give_back()
    {
        var refund = PublicId.New<RefundId>(DateTimeOffset.UnixEpoch);

        Assert.Null(await provider.FindAsync("spay_1", Token));
        Assert.Null(await provider.CancelAsync("spay_1", Token));
        Assert.Null(await provider.FindRefundAsync("spay_1", refund, Token));
        Assert.Equal(ProviderRefundStatus.Failed, (await provider.RefundAsync("spay_1", refund, Price, Token)).Status);
        Assert.Empty(server.Requests);
    }

    private async Task<Payment> FindAsync(Payment payment) => (await provider.FindAsync(payment.Reference, Token))!;

    private async Task<string> PaidAsync()
    {
        var opened = await provider.OpenAsync(order, Price, null, Token);
        server.Payments.Confirm(opened.Reference);
        return opened.Reference;
    }
}
