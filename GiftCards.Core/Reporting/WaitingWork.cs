using GiftCards.Core.Cards;
using GiftCards.Core.Delivery;
using GiftCards.Core.Disputes;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Core.Reviews;
using GiftCards.Core.Settlement;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reporting;

/// <summary>What waits for somebody who runs the platform.</summary>
public sealed record WaitingWork
{
    /// <summary>An order that is paid gets its cards, or its payer the money, within minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>A provider that is told by itself what to pay has been told by then.</summary>
    private static readonly TimeSpan PayoutPatience = TimeSpan.FromDays(1);

    /// <summary>Businesses that wait for a decision.</summary>
    public required int Businesses { get; init; }

    /// <summary>Corrections of balances that wait for a second person, at merchants and the platform.</summary>
    public required int Approvals { get; init; }

    /// <summary>Refunds that the provider refused for good and whose money is kept for the payer.</summary>
    public required int RefusedRefunds { get; init; }

    /// <summary>Payments that match no order, about which somebody has to decide.</summary>
    public required int UnmatchedPayments { get; init; }

    /// <summary>Disputes that nobody has decided.</summary>
    public required int OpenDisputes { get; init; }

    /// <summary>Payouts that wait for a bank file, or since yesterday for money at the provider.</summary>
    public required int UnsentPayouts { get; init; }

    /// <summary>Payouts that failed, with nothing paid to that merchant since.</summary>
    public required int FailedPayouts { get; init; }

    /// <summary>Payouts that came back, with nothing paid to that merchant since.</summary>
    public required int ReturnedPayouts { get; init; }

    /// <summary>Bank accounts that nobody has verified or refused.</summary>
    public required int BankAccounts { get; init; }

    /// <summary>Reviews that somebody reported and nobody has decided about.</summary>
    public required int ReportedReviews { get; init; }

    /// <summary>Orders that were paid a while ago and are neither carried out nor paid back.</summary>
    public required int StuckOrders { get; init; }

    /// <summary>Messages of the outbox that were given up.</summary>
    public required int DeadMessages { get; init; }

    /// <summary>Jobs whose last run failed.</summary>
    public required int FailedJobs { get; init; }

    /// <summary>Whether nothing waits.</summary>
    public bool IsNone =>
        Businesses + Approvals + RefusedRefunds + UnmatchedPayments + OpenDisputes + UnsentPayouts + FailedPayouts
            + ReturnedPayouts + BankAccounts + ReportedReviews + StuckOrders + DeadMessages + FailedJobs == 0;

    internal static async Task<WaitingWork> OfAsync(
        GiftCardsDbContext context, int businesses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (since, yesterday) = (now - Patience, now - PayoutPatience);
        var unsettled = Unsettled(context);
        return new WaitingWork
        {
            Businesses = businesses,
            Approvals = await context.Approvals.CountAsync(
                approval => approval.Status == ApprovalStatus.Waiting, cancellationToken),
            RefusedRefunds = await context.Refunds.CountAsync(
                refund => refund.Status == RefundStatus.Failed && !refund.IsBackOnCard, cancellationToken),
            UnmatchedPayments = await context.UnmatchedPayments.CountAsync(
                payment => payment.Status == UnmatchedStatus.Open, cancellationToken),
            OpenDisputes = await context.Disputes.CountAsync(
                dispute => dispute.Status == DisputeStatus.Open, cancellationToken),
            UnsentPayouts = await context.Payouts.CountAsync(
                payout => payout.Status == PayoutStatus.Created
                    && (payout.Provider == BankFileProvider.ProviderName || payout.CreatedAt < yesterday),
                cancellationToken),
            FailedPayouts = await unsettled.CountAsync(
                payout => payout.Status == PayoutStatus.Failed, cancellationToken),
            ReturnedPayouts = await unsettled.CountAsync(
                payout => payout.Status == PayoutStatus.Returned, cancellationToken),
            BankAccounts = await AdminPayoutQueries.Undecided(context).CountAsync(cancellationToken),
            ReportedReviews = await ReviewQueries.Reported(context).CountAsync(cancellationToken),
            StuckOrders = await context.Orders.CountAsync(
                order => order.Status == OrderStatus.Paid && order.CreatedAt < since, cancellationToken),
            DeadMessages = await context.Outbox.CountAsync(
                message => message.State == OutboxState.Dead, cancellationToken),
            FailedJobs = await context.JobRuns.CountAsync(run => run.Failure != null, cancellationToken),
        };
    }

    // What failed is in the merchant's next payout; until there is one somebody has to find out why.
    private static IQueryable<Payout> Unsettled(GiftCardsDbContext context) => context.Payouts.Where(payout =>
        !context.Payouts.Any(later =>
            later.MerchantId == payout.MerchantId && later.Id > payout.Id && later.CreatedAt >= payout.ClosedAt));
}
