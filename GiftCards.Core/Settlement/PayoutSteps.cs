using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>A step of one payout to one of its ends.</summary>
/// <param name="Merchant">Whose it is.</param>
/// <param name="Payout">Which.</param>
/// <param name="To">Where it stands then: paid, failed or returned.</param>
internal sealed record PayoutStep(MerchantId Merchant, PayoutId Payout, PayoutStatus To)
{
    /// <summary>Why it failed or came back.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's name of it, where it has one.</summary>
    public string? Reference { get; init; }
}

/// <summary>
/// Moves a payout on and posts it, in one transaction. The statement that changes its standing decides; of several who
/// say the same, one posts.
/// </summary>
public sealed class PayoutSteps(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    private static readonly PayoutStatus[] Waiting = [PayoutStatus.Created, PayoutStatus.Sent];
    private static readonly PayoutStatus[] Arrived = [PayoutStatus.Paid];

    /// <summary>False when the payout does not stand where this step begins; then nothing is written.</summary>
    internal async Task<bool> TakeAsync(Actor actor, PayoutStep step, string? action)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var payouts = context.Payouts.Where(row => row.MerchantId == step.Merchant && row.Id == step.Payout);
        if (await MoveAsync(payouts, step, now) == 0)
        {
            return false;
        }

        var payout = await payouts.AsNoTracking().SingleAsync(CancellationToken.None);
        var from = payout.Provider == BankFileProvider.ProviderName
            ? AccountKind.PlatformBank
            : AccountKind.ProviderClearing;
        var (type, postings, message) = step.To switch
        {
            PayoutStatus.Paid =>
                (EntryType.PayoutPaid, PostingRules.PayoutPaid(payout.Amount, from), OutboxTypes.PayoutPaid),
            PayoutStatus.Failed =>
                (EntryType.PayoutFailed, PostingRules.PayoutFailed(payout.Amount), OutboxTypes.PayoutFailed),
            PayoutStatus.Returned =>
                (EntryType.PayoutReturned, PostingRules.PayoutReturned(payout.Amount, from), OutboxTypes.PayoutFailed),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
        if (!payout.IsLive)
        {
            await context.PayoutEntries
                .Where(row => row.MerchantId == payout.MerchantId && row.PayoutId == payout.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.IsReleased, true), CancellationToken.None);
        }

        context.JournalEntries.Add(JournalEntry.ForCards(
            new EntryDraft(payout.MerchantId, type, now, actor) { Reason = payout.Id.ToString() }, [], postings));
        context.Outbox.Add(
            OutboxMessage.About(message, payout.MerchantId, payout.Id.ToString(), payout.Id.ToString(), now));
        if (action is not null)
        {
            context.Record(
                actor,
                new AuditNote(action, payout.MerchantId, AuditTargets.Payout, payout.Id.ToString())
                {
                    After = new { payout.Amount, Reason = step.Reason },
                },
                now);
        }

        await context.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return true;
    }

    /// <summary>Notes that the provider has it; a payout that went further stays where it is.</summary>
    internal async Task SentAsync(Payout payout, string? reference, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        await context.Payouts
            .Where(row => row.MerchantId == payout.MerchantId && row.Id == payout.Id
                && row.Status == PayoutStatus.Created)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, PayoutStatus.Sent)
                    .SetProperty(row => row.SentAt, now)
                    .SetProperty(row => row.ProviderReference, row => reference ?? row.ProviderReference),
                cancellationToken);
    }

    /// <summary>Counts a try that came to nothing, with its reason.</summary>
    internal async Task TriedAsync(Payout payout, string failure, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        await context.Payouts
            .Where(row => row.MerchantId == payout.MerchantId && row.Id == payout.Id && Waiting.Contains(row.Status))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Tries, row => row.Tries + 1)
                    .SetProperty(row => row.Failure, failure),
                cancellationToken);
    }

    private static Task<int> MoveAsync(IQueryable<Payout> payouts, PayoutStep step, DateTimeOffset now)
    {
        var from = step.To == PayoutStatus.Returned ? Arrived : Waiting;
        var isPaid = step.To == PayoutStatus.Paid;
        return payouts.Where(row => from.Contains(row.Status)).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, step.To)
                .SetProperty(row => row.SentAt, row => row.SentAt ?? (isPaid ? now : null))
                .SetProperty(row => row.PaidAt, row => isPaid ? now : row.PaidAt)
                .SetProperty(row => row.ClosedAt, row => isPaid ? row.ClosedAt : now)
                .SetProperty(row => row.Failure, step.Reason)
                .SetProperty(row => row.ProviderReference, row => step.Reference ?? row.ProviderReference),
            CancellationToken.None);
    }
}
