using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Refunds;

/// <summary>
/// Has the provider pay a refund, and writes down what came of it. May be called any number of times and from
/// anywhere: the provider knows the refund by its id and pays it once, and of all who learn how it ended, one writes
/// it. A provider that cannot be reached throws, and whoever called asks again later.
/// </summary>
public sealed partial class SettleRefundHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    IPaymentProvider payments,
    MovementEngine engine,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<SettleRefundHandler> logger)
{
    private const int MaxTries = 5;
    private static readonly Actor Job = new Actor.System("refunds");

    /// <summary>
    /// Answers with where the refund stands afterwards. Errors: <c>not_found</c>, <c>conflict</c> when the provider
    /// has something else under its name, <c>unavailable</c> while no money may move.
    /// </summary>
    public async Task<Result<RefundStatus>> HandleAsync(
        MerchantId merchant, RefundId id, CancellationToken cancellationToken)
    {
        var refund = await FindAsync(merchant, id, cancellationToken);
        if (refund is not { OrderId: { } order })
        {
            return refund is null ? new NotFound() : refund.Status;
        }

        if (refund.Status != RefundStatus.Pending)
        {
            return refund.Status;
        }

        if (await readOnly.RefuseAsync(cancellationToken) is { } shut)
        {
            return shut;
        }

        var reference = await PaymentOfAsync(merchant, order, cancellationToken);
        var told = await payments.FindRefundAsync(reference, id, cancellationToken)
            ?? await payments.RefundAsync(reference, id, refund.Amount, cancellationToken);
        if (told.Refund != id || told.Payment != reference || told.Amount != refund.Amount)
        {
            LogMismatch(id, order);
            return new Conflict();
        }

        // From here on the money has moved, or never will; so nothing stops this from being written down.
        return told.Status switch
        {
            ProviderRefundStatus.Pending => RefundStatus.Pending,
            ProviderRefundStatus.Succeeded => await SucceedAsync(refund, order),
            ProviderRefundStatus.Failed => await FailAsync(refund, told.Failure ?? "refused"),
            _ => throw new InvalidOperationException($"No rule for a refund that is {told.Status}."),
        };
    }

    private async Task<Refund?> FindAsync(MerchantId merchant, RefundId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one refund; the system acts here.
        return await context.Refunds.AsNoTracking().SingleOrDefaultAsync(
            refund => refund.MerchantId == merchant && refund.Id == id, cancellationToken);
    }

    private async Task<string> PaymentOfAsync(
        MerchantId merchant, OrderId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one order of the refund.
        return await context.Orders.Where(order => order.MerchantId == merchant && order.Id == id)
            .Select(order => order.PaymentReference)
            .SingleAsync(cancellationToken)
            ?? throw new InvalidOperationException($"Order {id} was paid by nothing that has a name.");
    }

    private async Task<RefundStatus> SucceedAsync(Refund refund, OrderId order)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one refund and its order by their keys.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var closed = await Pending(context, refund).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, RefundStatus.Succeeded)
                .SetProperty(row => row.ClosedAt, now),
            CancellationToken.None);
        if (closed == 0)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await StatusAsync(refund);
        }

        await RefundedOrder.AddAsync(context, refund.MerchantId, order, refund.Amount);
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.RefundNotice, refund.MerchantId, refund.Id.ToString(), refund.Id.ToString(), now));
        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        LogSucceeded(refund.Id, order, refund.MerchantId);
        return RefundStatus.Succeeded;
    }

    private async Task<RefundStatus> FailAsync(Refund refund, string failure)
    {
        if (refund.IsGoodwill)
        {
            return await FailGoodwillAsync(refund, failure);
        }

        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            await using var context = database.OpenAcrossMerchants(); // Narrowed to the card of the refund by its key.
            var card = await context.Cards.AsNoTracking().SingleAsync(
                row => row.MerchantId == refund.MerchantId && row.Id == refund.CardId, CancellationToken.None);
            var correction = FailedRefund.Correct(refund, card, failure, Job, time.GetInstant());
            if (await engine.ApplyAsync(correction, CancellationToken.None) is MovementOutcome.Applied)
            {
                LogFailed(refund.Id, refund.MerchantId, failure);
                return RefundStatus.Failed;
            }

            // The card changed since it was read, or another node has written this down.
            if (await StatusAsync(refund) is not RefundStatus.Pending and var status)
            {
                return status;
            }
        }

        return RefundStatus.Pending;
    }

    // No value left a card for it, so none goes back onto one: it counts as never given.
    private async Task<RefundStatus> FailGoodwillAsync(Refund refund, string failure)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one refund.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var entry = JournalEntry.ForCards(
            new EntryDraft(refund.MerchantId, EntryType.RefundGoodwill, now, Job)
            {
                Order = refund.OrderId,
                Corrects = refund.EntryId,
                Reason = failure,
            },
            [],
            PostingRules.GoodwillFailed(refund.Amount));
        var closed = await Pending(context, refund).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, RefundStatus.Failed)
                .SetProperty(row => row.ClosedAt, now)
                .SetProperty(row => row.Failure, failure)
                .SetProperty(row => row.CorrectedBy, entry.Id)
                .SetProperty(row => row.IsBackOnCard, true),
            CancellationToken.None);
        if (closed == 0)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            return await StatusAsync(refund);
        }

        context.JournalEntries.Add(entry);
        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        LogFailed(refund.Id, refund.MerchantId, failure);
        return RefundStatus.Failed;
    }

    private async Task<RefundStatus> StatusAsync(Refund refund) =>
        (await FindAsync(refund.MerchantId, refund.Id, CancellationToken.None))!.Status;

    internal static IQueryable<Refund> Pending(GiftCardsDbContext context, Refund refund) => context.Refunds.Where(
        row => row.MerchantId == refund.MerchantId && row.Id == refund.Id && row.Status == RefundStatus.Pending);

    [LoggerMessage(LogLevel.Information, "Refund {Refund} of order {Order} of merchant {Merchant} succeeded")]
    private partial void LogSucceeded(RefundId refund, OrderId order, MerchantId merchant);

    [LoggerMessage(LogLevel.Error, "Refund {Refund} of merchant {Merchant} was refused by the provider: {Failure}")]
    private partial void LogFailed(RefundId refund, MerchantId merchant, string failure);

    [LoggerMessage(LogLevel.Error, "The provider has something else under refund {Refund} of order {Order}; it waits")]
    private partial void LogMismatch(RefundId refund, OrderId order);
}
