using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Disputes;

/// <summary>A payment provider says that a buyer's bank took money back.</summary>
/// <param name="Provider">Which provider: <c>sandbox</c>, <c>stripe</c>.</param>
/// <param name="Reference">The provider's name of the dispute.</param>
/// <param name="Payment">The provider's name of the payment.</param>
/// <param name="Amount">What was taken back, in the payment's currency.</param>
/// <param name="Fee">What the provider asks for its work, in whatever currency; may be nothing.</param>
/// <param name="Reason">Why, in the provider's word of snake_case, such as <c>fraudulent</c>.</param>
/// <param name="OpenedAt">When the bank took it.</param>
public sealed record OpenDispute(
    string Provider, string Reference, string Payment, Money Amount, Money Fee, string Reason, DateTimeOffset OpenedAt)
{
    /// <summary>Until when evidence counts; null where the provider takes none.</summary>
    public DateTimeOffset? EvidenceDueAt { get; init; }
}

/// <summary>
/// Writes a dispute down, once, however often and by whomever it is told: freezes the cards of the sale and those that
/// value of it was passed on to, and sets aside what the merchant has of it. An order whose payment nobody has seen yet
/// is settled first. Only what the provider itself was asked for is told here, never a bare event.
/// </summary>
public sealed partial class OpenDisputeHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    CommissionPolicy commission,
    SettleOrderHandler settle,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<OpenDisputeHandler> logger)
{
    private const int MaxTries = 3;
    private static readonly Actor Job = new Actor.System("disputes");

    /// <summary>
    /// Answers with the dispute as it stands, also where it is over already. Errors: <c>not_found</c> for a payment
    /// that no order has, <c>conflict</c> for another amount or currency than can be and for an order that is not
    /// settled yet, so that it is to be told again, <c>unavailable</c> while no money may move.
    /// </summary>
    public async Task<Result<Dispute>> HandleAsync(OpenDispute command, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } refused)
        {
            return refused;
        }

        var found = await FindOrderAsync(command, cancellationToken);
        if (found is { IsOpen: true })
        {
            await settle.HandleAsync(found.Id, cancellationToken);
            found = await FindOrderAsync(command, cancellationToken);
        }

        if (found is not { } order)
        {
            return new NotFound();
        }

        for (var attempt = 1; ; attempt++)
        {
            if (await FindAsync(command, cancellationToken) is { } known)
            {
                return IsSame(known, order, command) ? known : Mismatch(order, command);
            }

            if (order.IsOpen || command.Amount.Currency != order.Currency || !command.Amount.IsPositive
                || command.Amount > order.Total || command.Fee.IsNegative)
            {
                return Mismatch(order, command);
            }

            try
            {
                return await WriteAsync(order, command, CancellationToken.None);
            }
            catch (Exception error) when (attempt < MaxTries
                && (DatabaseFailures.IsDeadlock(error)
                    || (error is DbUpdateException twin && twin.IsUniqueViolation())))
            {
                // Somebody changed the same cards at this moment, or told of the same dispute; nothing was written.
                LogAgain(order.Id);
            }
        }
    }

    /// <summary>The dispute that a provider names so; null for one that nobody told of.</summary>
    internal static Task<Dispute?> FindAsync(
        GiftCardsDbContext context, string provider, string reference, CancellationToken cancellationToken) =>
        context.Disputes.AsNoTracking().SingleOrDefaultAsync(
            row => row.Provider == provider && row.ProviderReference == reference, cancellationToken);

    private async Task<Dispute?> FindAsync(OpenDispute command, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one dispute by its name.
        return await FindAsync(context, command.Provider, command.Reference, cancellationToken);
    }

    private async Task<Order?> FindOrderAsync(OpenDispute command, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one order of a payment.
        return await context.Orders.AsNoTracking().SingleOrDefaultAsync(
            order => order.Provider == command.Provider && order.PaymentReference == command.Payment,
            cancellationToken);
    }

    private static bool IsSame(Dispute known, Order order, OpenDispute command) =>
        known.OrderId == order.Id && known.Amount == command.Amount;

    private Conflict Mismatch(Order order, OpenDispute command)
    {
        LogMismatch(order.Id, command.Reference);
        return new Conflict();
    }

    private async Task<Dispute> WriteAsync(Order order, OpenDispute command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one order and the cards of its sales.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await DisputedOrder.OpenAsync(context, order, cancellationToken);
        var frozen = await FrozenCards.FreezeAsync(context, order, cancellationToken);

        // The cards are locked now, so that no refund of theirs comes in between.
        var charges = await Charge.OfOrderAsync(context, order, cancellationToken);
        var plan = DisputePlan.Of(charges, command.Amount, commission.ReturnOnRefund);
        var entry = JournalEntry.ForCards(
            new EntryDraft(order.MerchantId, EntryType.DisputeOpened, now, Job)
            {
                Order = order.Id,
                Reason = DisputeReason.Opened,
            },
            [
                .. frozen.Select(item => new CardSide(item.Card.Id, Money.Zero(order.Currency))
                {
                    After = item.Card.Standing,
                    Type = EntryType.Block,
                }),
            ],
            PostingRules.DisputeOpened(
                command.Amount, ReservedOf(order, plan), command.Fee));
        var dispute = DisputeOf(order, command, plan, entry);
        context.JournalEntries.Add(entry);
        context.Disputes.Add(dispute);
        context.AddRange(RowsOf(dispute, plan, frozen));
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.OrderDisputed, order.MerchantId, dispute.Id.ToString(), order.Id.ToString(), now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        LogOpened(dispute.Id, order.Id, order.MerchantId);
        return dispute;
    }

    // Nothing is owed to a merchant for the platform's own cards, nor for money that never became cards.
    private static Money ReservedOf(Order order, DisputePlan plan) =>
        order.MerchantId.IsPlatform || plan.Parts.Count == 0
            ? Money.Zero(order.Currency)
            : plan.Total - plan.Commission;

    private static Dispute DisputeOf(Order order, OpenDispute command, DisputePlan plan, JournalEntry entry) => new()
    {
        MerchantId = order.MerchantId,
        Id = PublicId.New<DisputeId>(entry.At),
        OrderId = order.Id,
        Provider = command.Provider,
        ProviderReference = command.Reference,
        Currency = order.Currency,
        AmountMinor = command.Amount.Minor,
        ReservedMinor = ReservedOf(order, plan).Minor,
        CommissionMinor = plan.Commission.Minor,
        FeeMinor = command.Fee.Minor,
        FeeCurrency = command.Fee.Currency,
        Reason = command.Reason,
        Status = DisputeStatus.Open,
        OpenedAt = command.OpenedAt.ToUniversalTime(),
        EvidenceDueAt = command.EvidenceDueAt?.ToUniversalTime(),
        CreatedAt = entry.At,
        OpeningEntryId = entry.Id,
    };

    private static IEnumerable<object> RowsOf(
        Dispute dispute, DisputePlan plan, IReadOnlyList<FrozenCard> frozen) =>
    [
        .. plan.Parts.Select(part => new DisputedCharge
        {
            MerchantId = dispute.MerchantId,
            DisputeId = dispute.Id,
            ChargeId = part.Charge.Id,
            CardId = part.Charge.Card,
            OrderId = dispute.OrderId,
            AmountMinor = part.Amount.Minor,
            CommissionMinor = part.Commission.Minor,
        }),
        .. frozen.Select(item => new DisputedCard
        {
            MerchantId = dispute.MerchantId,
            DisputeId = dispute.Id,
            CardId = item.Card.Id,
            RootCardId = item.Root,
        }),
    ];

    [LoggerMessage(LogLevel.Warning, "Dispute {Dispute} of order {Order} of merchant {Merchant} is open")]
    private partial void LogOpened(DisputeId dispute, OrderId order, MerchantId merchant);

    [LoggerMessage(LogLevel.Warning, "A dispute of order {Order} met another change of it and is tried again")]
    private partial void LogAgain(OrderId order);

    [LoggerMessage(LogLevel.Error, "Dispute {Reference} does not match order {Order}; nothing was written")]
    private partial void LogMismatch(OrderId order, string reference);
}
