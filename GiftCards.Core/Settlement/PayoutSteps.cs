using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Payments;
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

    /// <summary>What of it came back altogether, with what was told before; null for all of it.</summary>
    public Money? Back { get; init; }
}

/// <summary>
/// Moves a payout on and posts it, in one transaction. The statement that changes its standing decides; of several who
/// say the same, one posts.
/// </summary>
public sealed class PayoutSteps(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    private static readonly PayoutStatus[] Waiting = [PayoutStatus.Created, PayoutStatus.Sent];

    /// <summary>False when the payout does not stand where this step begins; then nothing is written.</summary>
    internal async Task<bool> TakeAsync(Actor actor, PayoutStep step, string? action)
    {
        if (step.To == PayoutStatus.Returned)
        {
            return await TakeBackAsync(actor, step, action);
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
        var payouts = context.Payouts.Where(row => row.MerchantId == step.Merchant && row.Id == step.Payout);
        if (await MoveAsync(payouts, step, now) == 0)
        {
            return false;
        }

        var payout = await payouts.AsNoTracking().SingleAsync(CancellationToken.None);
        var posted = step.To switch
        {
            PayoutStatus.Paid => new Posted(
                EntryType.PayoutPaid, PostingRules.PayoutPaid(payout.Amount, SourceOf(payout)), OutboxTypes.PayoutPaid),
            PayoutStatus.Failed => new Posted(
                EntryType.PayoutFailed, PostingRules.PayoutFailed(payout.Amount), OutboxTypes.PayoutFailed),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
        await WriteAsync(context, actor, payout, posted, new StepNote(action, payout.Amount, step.Reason), now);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return true;
    }

    // How much came back altogether is what counts: what of it was booked before is left out, so that the same told
    // again, or in another order, books nothing. The rest stays paid, and only all of it sets the entries free.
    private async Task<bool> TakeBackAsync(Actor actor, PayoutStep step, string? action)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        var payouts = context.Payouts.AsNoTracking()
            .Where(row => row.MerchantId == step.Merchant && row.Id == step.Payout);
        while (await payouts.SingleOrDefaultAsync(CancellationToken.None) is { Status: PayoutStatus.Paid } payout)
        {
            var back = step.Back ?? payout.Amount;
            if (back <= payout.Returned)
            {
                return false;
            }

            await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
            if (await MoveBackAsync(payouts, payout, back, step, now) == 0)
            {
                continue; // Somebody learnt of more at this moment; what is left of ours is looked at again.
            }

            var part = back - payout.Returned;
            var posted = new Posted(
                EntryType.PayoutReturned,
                PostingRules.PayoutReturned(part, SourceOf(payout)),
                back == payout.Amount ? OutboxTypes.PayoutFailed : OutboxTypes.PayoutPartlyBack);
            payout = await payouts.SingleAsync(CancellationToken.None);
            await WriteAsync(context, actor, payout, posted, new StepNote(action, part, step.Reason), now);
            await transaction.CommitAsync(CancellationToken.None);
            outbox.Wake();
            return true;
        }

        return false;
    }

    /// <summary>Notes what the provider took for it in another currency, once.</summary>
    internal async Task ConvertedAsync(Payout payout, Conversion conversion, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        await context.Payouts
            .Where(row => row.MerchantId == payout.MerchantId && row.Id == payout.Id && row.ConvertedRate == null)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.ConvertedRate, conversion.Rate)
                    .SetProperty(row => row.ConvertedCurrency, conversion.Amount.Currency)
                    .SetProperty(row => row.ConvertedMinor, conversion.Amount.Minor)
                    .SetProperty(row => row.ConvertedAt, conversion.At),
                cancellationToken);
    }

    private static AccountKind SourceOf(Payout payout) => payout.Provider == BankFileProvider.ProviderName
        ? AccountKind.PlatformBank
        : AccountKind.ProviderClearing;

    private static async Task WriteAsync(
        GiftCardsDbContext context, Actor actor, Payout payout, Posted posted, StepNote note, DateTimeOffset now)
    {
        if (!payout.IsLive)
        {
            await context.PayoutEntries
                .Where(row => row.MerchantId == payout.MerchantId && row.PayoutId == payout.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(row => row.IsReleased, true), CancellationToken.None);
        }

        context.JournalEntries.Add(JournalEntry.ForCards(
            new EntryDraft(payout.MerchantId, posted.Type, now, actor) { Reason = payout.Id.ToString() },
            [],
            posted.Postings));
        context.Outbox.Add(
            OutboxMessage.About(posted.Message, payout.MerchantId, payout.Id.ToString(), payout.Id.ToString(), now));
        if (note.Action is { } action)
        {
            context.Record(
                actor,
                new AuditNote(action, payout.MerchantId, AuditTargets.Payout, payout.Id.ToString())
                {
                    After = new { note.Amount, note.Reason },
                },
                now);
        }

        await context.SaveChangesAsync(CancellationToken.None);
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
        var isPaid = step.To == PayoutStatus.Paid;
        return payouts.Where(row => Waiting.Contains(row.Status)).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, step.To)
                .SetProperty(row => row.SentAt, row => row.SentAt ?? (isPaid ? now : null))
                .SetProperty(row => row.PaidAt, row => isPaid ? now : row.PaidAt)
                .SetProperty(row => row.ClosedAt, row => isPaid ? row.ClosedAt : now)
                .SetProperty(row => row.Failure, step.Reason)
                .SetProperty(row => row.ProviderReference, row => step.Reference ?? row.ProviderReference),
            CancellationToken.None);
    }

    private static Task<int> MoveBackAsync(
        IQueryable<Payout> payouts, Payout known, Money back, PayoutStep step, DateTimeOffset now)
    {
        var isAll = back == known.Amount;
        return payouts
            .Where(row => row.Status == PayoutStatus.Paid && row.ReturnedMinor == known.ReturnedMinor)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.ReturnedMinor, back.Minor)
                    .SetProperty(row => row.Status, isAll ? PayoutStatus.Returned : PayoutStatus.Paid)
                    .SetProperty(row => row.ClosedAt, row => isAll ? now : row.ClosedAt)
                    .SetProperty(row => row.Failure, step.Reason),
                CancellationToken.None);
    }

    /// <summary>What a step writes into the books, and who is told.</summary>
    private sealed record Posted(EntryType Type, IReadOnlyList<PostingDraft> Postings, string Message);

    /// <summary>What the audit trail is told, where a person did it.</summary>
    private sealed record StepNote(string? Action, Money Amount, string? Reason);
}
