using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>A payout that is wished for.</summary>
/// <param name="Merchant">Who is to be paid.</param>
/// <param name="Period">For which period; each has one payout.</param>
internal sealed record WishedPayout(MerchantId Merchant, string Period)
{
    /// <summary>The failed one that it makes good.</summary>
    public PayoutId? RetryOf { get; init; }

    /// <summary>The caller's key, where a person asked.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>What the audit trail is told, where a person asked.</summary>
    public string? Action { get; init; }
}

/// <summary>
/// Makes one payout: marks the entries it pays, works out from them what is payable and sets it apart in the books, all
/// in one transaction. Who makes payouts of one merchant takes turns by the plan's sequence, an entry can be marked
/// once, a period has one payout, and in the end the statement itself asks the ledger whether so much is owed.
/// </summary>
public sealed class PayoutMaker(
    GiftCardsDatabase database,
    IPayoutProvider provider,
    PayoutOptions options,
    ReadOnlyMode readOnly,
    OutboxSignal outbox,
    TimeProvider time)
{
    /// <summary>
    /// Errors: <c>payouts_suspended</c>, <c>below_payout_minimum</c>, those of the provider's destination,
    /// <c>conflict</c> when another run was first, <c>unavailable</c> while no money may move.
    /// </summary>
    internal async Task<Result<Payout>> MakeAsync(Actor actor, WishedPayout wish, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } shut)
        {
            return shut;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one merchant by its key throughout.
        var merchant = await context.Merchants.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == wish.Merchant, cancellationToken);
        if (merchant is not { Status: MerchantStatus.Approved })
        {
            return merchant is null ? new NotFound() : new PayoutsSuspended();
        }

        var destination = await provider.DestinationAsync(context, merchant.Id, now, cancellationToken);
        if (!destination.IsOk)
        {
            return destination.Error;
        }

        var plan = await PlanAsync(context, merchant, cancellationToken);
        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var made = await WriteAsync(
                context, actor, merchant, plan, wish, destination.Value, now, cancellationToken);
            if (made.IsOk)
            {
                await transaction.CommitAsync(CancellationToken.None);
                outbox.Wake();
            }

            return made;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return new Conflict(); // Of two who made it at once, the other was first.
        }
    }

    /// <summary>What earlier payouts that stand left over, and what of them came back, in minor units.</summary>
    internal static async Task<long> CarriedAsync(
        GiftCardsDbContext context, MerchantId merchant, Currency currency, CancellationToken cancellationToken) =>
        await context.Payouts
            .Where(payout => payout.MerchantId == merchant && payout.Currency == currency
                && payout.Status != PayoutStatus.Failed && payout.Status != PayoutStatus.Returned)
            .SumAsync(payout => payout.EntriesMinor - payout.AmountMinor + payout.ReturnedMinor, cancellationToken);

    private async Task<Result<Payout>> WriteAsync(
        GiftCardsDbContext context,
        Actor actor,
        Merchant merchant,
        PayoutPlan plan,
        WishedPayout wish,
        PayoutDestination destination,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        // The row is locked until the end, so that the next one sees what this one did.
        var turn = await context.PayoutPlans
            .Where(row => row.MerchantId == merchant.Id && row.Sequence == plan.Sequence)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Sequence, plan.Sequence + 1), cancellationToken);
        if (turn == 0 || await context.Payouts.AnyAsync(
            row => row.MerchantId == merchant.Id && row.Period == wish.Period, cancellationToken))
        {
            return new Conflict();
        }

        var id = PublicId.New<PayoutId>(now);
        var count = await MarkEntriesAsync(context, merchant, id, cancellationToken);
        var entries = await context.PayoutEntries
            .Where(row => row.MerchantId == merchant.Id && row.PayoutId == id)
            .SumAsync(row => row.AmountMinor, cancellationToken);
        var carried = await CarriedAsync(context, merchant.Id, merchant.Currency, cancellationToken);
        var amount = Payable(new Money(carried + entries, merchant.Currency));
        var minimum = wish.RetryOf is null
            ? new Money(plan.MinimumMinor, merchant.Currency)
            : PayoutPlan.DefaultMinimum(merchant.Currency);
        if (!amount.IsPositive || amount < minimum)
        {
            return new BelowPayoutMinimum(minimum);
        }

        if (!await IsOwedAsync(context, merchant, amount, cancellationToken))
        {
            return new Conflict(); // Something was given back this very moment.
        }

        var payout = Draft(new PayoutParts(id, amount, carried, entries, count), wish, destination, now);
        Record(context, actor, payout, wish, now);
        await context.SaveChangesAsync(cancellationToken);
        return payout;
    }

    /// <summary>What of a sum is paid now: less the reserve, and in steps that the provider pays.</summary>
    public Money Payable(Money payable)
    {
        if (!payable.IsPositive)
        {
            return payable;
        }

        var free = payable - options.Reserve.Of(payable);
        var step = provider.PaysWholeSteps ? payable.Currency.SmallestStep : 1;
        return new Money(free.Minor - (free.Minor % step), payable.Currency);
    }

    private Payout Draft(
        PayoutParts parts, WishedPayout wish, PayoutDestination destination, DateTimeOffset now) => new()
        {
            MerchantId = wish.Merchant,
            Id = parts.Id,
            Period = wish.Period,
            Currency = parts.Amount.Currency,
            AmountMinor = parts.Amount.Minor,
            CarriedMinor = parts.Carried,
            EntriesMinor = parts.Entries,
            HeldBackMinor = parts.Carried + parts.Entries - parts.Amount.Minor,
            EntryCount = parts.Count,
            Status = PayoutStatus.Created,
            Provider = provider.Name,
            BankAccountId = destination.BankAccount,
            Destination = destination.Account,
            RetryOf = wish.RetryOf,
            CreatedAt = now,
        };

    private static void Record(
        GiftCardsDbContext context, Actor actor, Payout payout, WishedPayout wish, DateTimeOffset now)
    {
        context.Payouts.Add(payout);
        context.JournalEntries.Add(JournalEntry.ForCards(
            new EntryDraft(payout.MerchantId, EntryType.PayoutCreated, now, actor) { Reason = payout.Id.ToString() },
            [],
            PostingRules.PayoutCreated(payout.Amount)));
        context.Outbox.Add(OutboxMessage.About(
            OutboxTypes.PayoutCreated, payout.MerchantId, payout.Id.ToString(), payout.Id.ToString(), now));
        if (wish.Key is { } key)
        {
            context.Add(IdempotencyRecord.Of(key, payout.Id.Value, now));
        }

        if (wish.Action is { } action)
        {
            context.Record(
                actor,
                new AuditNote(action, payout.MerchantId, AuditTargets.Payout, payout.Id.ToString())
                {
                    After = new { payout.Amount, payout.RetryOf },
                },
                now);
        }
    }

    // Entries of payouts themselves are left out: what they move is what is left over.
    private static Task<int> MarkEntriesAsync(
        GiftCardsDbContext context, Merchant merchant, PayoutId payout, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO payout_entries (merchant_id, payout_id, entry_id, amount_minor, is_released)
            SELECT p.merchant_id, {payout.Value}, p.entry_id,
                SUM(CASE WHEN p.credit = 'merchant_payable' THEN p.amount_minor ELSE -p.amount_minor END), {false}
            FROM postings p JOIN journal_entries e ON e.merchant_id = p.merchant_id AND e.id = p.entry_id
            WHERE p.merchant_id = {merchant.Id.Value} AND p.currency = {merchant.Currency.Code}
                AND 'merchant_payable' IN (p.debit, p.credit)
                AND e.type NOT IN ('payout_created', 'payout_paid', 'payout_failed', 'payout_returned')
                AND NOT EXISTS (SELECT 1 FROM payout_entries x
                    WHERE x.merchant_id = p.merchant_id AND x.entry_id = p.entry_id AND NOT x.is_released)
            GROUP BY p.merchant_id, p.entry_id
            """,
            cancellationToken);

    private static async Task<bool> IsOwedAsync(
        GiftCardsDbContext context,
        Merchant merchant,
        Money amount,
        CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlAsync(
            $"""
            UPDATE payout_plans SET sequence = sequence
            WHERE merchant_id = {merchant.Id.Value} AND {amount.Minor} <= (
                SELECT COALESCE(SUM(CASE WHEN credit = 'merchant_payable' THEN amount_minor ELSE -amount_minor END), 0)
                FROM postings WHERE merchant_id = {merchant.Id.Value} AND currency = {merchant.Currency.Code}
                    AND 'merchant_payable' IN (debit, credit))
            """,
            cancellationToken) == 1;

    private static async Task<PayoutPlan> PlanAsync(
        GiftCardsDbContext context, Merchant merchant, CancellationToken cancellationToken)
    {
        var usual = PayoutPlan.Default(merchant.Id, merchant.Currency);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO payout_plans (merchant_id, schedule, minimum_minor, sequence)
            VALUES ({merchant.Id.Value}, {usual.Schedule.ToText()}, {usual.MinimumMinor}, 0)
            ON CONFLICT (merchant_id) DO NOTHING
            """,
            cancellationToken);
        return await context.PayoutPlans.AsNoTracking()
            .SingleAsync(row => row.MerchantId == merchant.Id, cancellationToken);
    }

    private sealed record PayoutParts(PayoutId Id, Money Amount, long Carried, long Entries, int Count);
}
