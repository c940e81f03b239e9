using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Asks the payment provider about every order that is open here and about every payment since the backup, and takes
/// down where the two disagree. It changes nothing else, and may be run again. Errors: <c>forbidden</c>,
/// <c>not_found</c> when no restore waits.
/// </summary>
public sealed partial class ReconcileRestoreHandler(
    GiftCardsDatabase database,
    RestorationQueries queries,
    IPaymentProvider payments,
    TimeProvider time,
    ILogger<ReconcileRestoreHandler> logger)
{
    private const int BatchSize = 50;

    /// <summary>
    /// How far before the backup the provider is asked from; clocks differ, and payments take their time.
    /// </summary>
    private static readonly TimeSpan Margin = Order.PaymentWindow + TimeSpan.FromMinutes(30);

    public async Task<Result<RestorationView>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        var waiting = await queries.WaitingAsync(actor, cancellationToken);
        if (!waiting.IsOk)
        {
            return waiting.Error;
        }

        if (waiting.Value is not { } restoration)
        {
            return new NotFound();
        }

        await using var context = database.OpenAcrossMerchants(); // A restored database is so for every merchant.
        Dictionary<string, RestorationFinding> findings = new(StringComparer.Ordinal);
        await foreach (var payment in payments.ListSinceAsync(restoration.BackupAt - Margin, cancellationToken))
        {
            var order = await context.Orders.AsNoTracking()
                .SingleOrDefaultAsync(o => o.Id == payment.Order, cancellationToken);
            Take(findings, restoration.Id, order, payment);
        }

        await AskAboutOpenAsync(context, restoration.Id, findings, cancellationToken);
        await WriteAsync(context, restoration.Id, [.. findings.Values], cancellationToken);
        LogReconciled(restoration.BackupAt, findings.Count);
        return (await queries.WaitingAsync(actor, cancellationToken)).Value is { } view ? view : new NotFound();
    }

    private async Task AskAboutOpenAsync(
        GiftCardsDbContext context,
        Guid restoration,
        Dictionary<string, RestorationFinding> findings,
        CancellationToken cancellationToken)
    {
        OrderId? last = null;
        List<Order> open;
        do
        {
            var after = last ?? default;
            open = await context.Orders.AsNoTracking()
                .Where(order => (order.Status == OrderStatus.Pending || order.Status == OrderStatus.RequiresAction
                    || order.Status == OrderStatus.Processing) && order.PaymentReference != null && order.Id > after)
                .OrderBy(order => order.Id)
                .Take(BatchSize)
                .ToListAsync(cancellationToken);
            foreach (var order in open)
            {
                if (await payments.FindAsync(order.PaymentReference!, cancellationToken) is { } payment)
                {
                    Take(findings, restoration, order, payment);
                }
            }

            last = open.Count > 0 ? open[^1].Id : last;
        }
        while (open.Count == BatchSize);
    }

    private static void Take(
        Dictionary<string, RestorationFinding> findings, Guid restoration, Order? order, Payment payment)
    {
        if (Compare(order, payment) is { } found)
        {
            findings[payment.Reference] = new RestorationFinding
            {
                RestorationId = restoration,
                Line = 0,
                Kind = found.Kind,
                OrderId = payment.Order,
                OrderStatus = order?.Status,
                PaymentReference = payment.Reference,
                PaymentStatus = payment.Status,
                Currency = payment.Amount.Currency,
                AmountMinor = found.Minor,
            };
        }
    }

    /// <summary>What differs, and the amount at stake; null when the two agree.</summary>
    internal static (RestorationFindingKind Kind, long Minor)? Compare(Order? order, Payment payment)
    {
        var isPaid = payment.Status is PaymentStatus.Succeeded or PaymentStatus.Refunded;
        var kept = payment.Amount.Minor - payment.RefundedMinor;
        return order switch
        {
            null when kept > 0 && (isPaid || payment.Status == PaymentStatus.Processing) =>
                (RestorationFindingKind.OrderUnknown, kept),
            null => null,
            _ when isPaid && payment.Amount != order.Total =>
                (RestorationFindingKind.AmountDiffers, payment.Amount.Minor),
            { IsOpen: true } => isPaid && kept > 0 ? (RestorationFindingKind.ToBeIssued, kept) : null,
            { Status: OrderStatus.Failed or OrderStatus.Cancelled or OrderStatus.Expired } =>
                isPaid && kept > order.RefundedMinor ? (RestorationFindingKind.PaidThoughOver, kept) : null,
            _ when !isPaid => (RestorationFindingKind.NotPaidThere, order.TotalMinor),
            _ when payment.RefundedMinor > order.RefundedMinor =>
                (RestorationFindingKind.RefundedThere, payment.RefundedMinor - order.RefundedMinor),
            _ => null,
        };
    }

    private async Task WriteAsync(
        GiftCardsDbContext context,
        Guid restoration,
        IReadOnlyList<RestorationFinding> findings,
        CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.RestorationFindings.Where(finding => finding.RestorationId == restoration)
            .ExecuteDeleteAsync(cancellationToken);
        foreach (var (line, finding) in findings.OrderBy(f => f.Kind).ThenBy(f => f.OrderId.Value).Index())
        {
            finding.Line = line;
            context.RestorationFindings.Add(finding);
        }

        await context.Restorations.Where(row => row.Id == restoration && row.AcceptedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.ReconciledAt, now), cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(
        LogLevel.Warning, "The restored database was compared with the payments since {BackupAt:O}: {Count} differ")]
    private partial void LogReconciled(DateTimeOffset backupAt, int count);
}
