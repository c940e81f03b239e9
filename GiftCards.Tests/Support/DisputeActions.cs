using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>What a buyer's bank does, in the fewest words.</summary>
public static class DisputeActions
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What a provider says of an order's payment: the whole of it unless said, with a fee of 15.00.</summary>
    public static async Task<OpenDispute> DisputeOfAsync(
        this TestWorld world, OrderId order, long? amountMinor = null, string reference = "dp_1", long feeMinor = 1_500)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var paid = await context.Orders.AsNoTracking().SingleAsync(row => row.Id == order, Token);
        return new OpenDispute(
            SandboxProvider.ProviderName,
            reference,
            paid.PaymentReference ?? "none",
            new Money(amountMinor ?? paid.TotalMinor, paid.Currency),
            new Money(feeMinor, paid.Currency),
            "fraudulent",
            world.Clock.GetInstant());
    }

    public static Task<Result<Dispute>> OpenDisputeAsync(this TestWorld world, OpenDispute dispute) =>
        world.Get<OpenDisputeHandler>().HandleAsync(dispute, Token);

    public static Task<Result<Dispute>> CloseDisputeAsync(
        this TestWorld world, OpenDispute dispute, DisputeOutcome outcome, bool isKnown = true) =>
        world.Get<CloseDisputeHandler>().HandleAsync(
            new CloseDispute(dispute.Provider, dispute.Reference, outcome, world.Clock.GetInstant())
            {
                Opening = isKnown ? null : dispute,
            },
            Token);

    /// <summary>What stands on an account of all books, debits less credits.</summary>
    public static async Task<long> StandingAsync(this TestWorld world, AccountKind account)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var debits = await context.Postings.Where(row => row.Debit == account).SumAsync(row => row.AmountMinor, Token);
        return debits - await context.Postings.Where(row => row.Credit == account).SumAsync(row => row.AmountMinor, Token);
    }
}
