using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>What the bank did with a payout.</summary>
public enum BankAnswer
{
    Paid,
    Failed,
    Returned,
}

/// <summary>Say what the platform's bank did with a payout of a bank file.</summary>
/// <param name="Merchant">Whose payout it is.</param>
/// <param name="Payout">Which.</param>
/// <param name="Answer">What the bank did.</param>
/// <param name="Reason">Why it failed or came back; else null.</param>
public sealed record MarkPayout(MerchantId Merchant, PayoutId Payout, BankAnswer Answer, string? Reason);

/// <summary>
/// Books what became of a payout that a person carried to the bank. For administrators with full rights. Errors:
/// <c>forbidden</c>, <c>sign_in_again</c>, <c>invalid_request</c>, <c>not_found</c>, <c>conflict</c> for a payout that
/// does not stand so, <c>other_payout_provider</c> for one that the provider itself tells of.
/// </summary>
public sealed class MarkPayoutHandler(
    GiftCardsDatabase database, PayoutSteps steps, ReadOnlyMode readOnly, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, MarkPayout command, CancellationToken cancellationToken)
    {
        var isPaid = command.Answer == BankAnswer.Paid;
        if ((PayoutRights.RefuseAdministrator(actor, time.GetInstant())
            ?? (isPaid ? null : TextRules.RefuseReason(command.Reason))
            ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        var payout = await context.Payouts.AsNoTracking().SingleOrDefaultAsync(
            row => row.MerchantId == command.Merchant && row.Id == command.Payout, cancellationToken);
        if (payout is not { Provider: BankFileProvider.ProviderName })
        {
            return payout is null ? new NotFound() : new OtherPayoutProvider();
        }

        // What is in no file yet nobody can have paid.
        if (isPaid && payout.Status == PayoutStatus.Created)
        {
            return new Conflict();
        }

        var (to, action) = command.Answer switch
        {
            BankAnswer.Paid => (PayoutStatus.Paid, AuditActions.PayoutPaid),
            BankAnswer.Failed => (PayoutStatus.Failed, AuditActions.PayoutFailed),
            BankAnswer.Returned => (PayoutStatus.Returned, AuditActions.PayoutReturned),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
        var reason = isPaid ? null : command.Reason!.Trim();
        var step = new PayoutStep(command.Merchant, command.Payout, to) { Reason = reason };
        return await steps.TakeAsync(actor, step, action) ? new Done() : new Conflict();
    }
}

/// <summary>Say that the bank paid everything in a file that it has not refused.</summary>
public sealed record MarkBankFile(BankFileId File);

/// <summary>
/// Books every payout of a file that is still on its way as paid. Answers with how many. Errors: <c>forbidden</c>,
/// <c>sign_in_again</c>, <c>not_found</c>, <c>unavailable</c>.
/// </summary>
public sealed class MarkBankFileHandler(
    GiftCardsDatabase database, PayoutSteps steps, ReadOnlyMode readOnly, TimeProvider time)
{
    public async Task<Result<int>> HandleAsync(
        Actor actor, MarkBankFile command, CancellationToken cancellationToken)
    {
        if ((PayoutRights.RefuseAdministrator(actor, time.GetInstant())
            ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the payouts of one file.
        if (!await context.BankFiles.AnyAsync(row => row.Id == command.File, cancellationToken))
        {
            return new NotFound();
        }

        var waiting = await context.Payouts.AsNoTracking()
            .Where(row => row.BankFileId == command.File && row.Status == PayoutStatus.Sent)
            .Select(row => new { row.MerchantId, row.Id })
            .ToListAsync(cancellationToken);
        var paid = 0;
        foreach (var row in waiting)
        {
            var step = new PayoutStep(row.MerchantId, row.Id, PayoutStatus.Paid);
            paid += await steps.TakeAsync(actor, step, AuditActions.PayoutPaid) ? 1 : 0;
        }

        return paid;
    }
}

/// <summary>Pay once more what failed or came back.</summary>
public sealed record RetryPayout(MerchantId Merchant, PayoutId Payout);

/// <summary>
/// Makes a new payout of what is payable, in place of one that failed; each is made good once. Errors:
/// <c>forbidden</c>, <c>sign_in_again</c>, <c>not_found</c>, <c>conflict</c> for a payout that did not fail or was made
/// good before, and those of every payout.
/// </summary>
public sealed class RetryPayoutHandler(GiftCardsDatabase database, PayoutMaker maker, TimeProvider time)
{
    public async Task<Result<PayoutId>> HandleAsync(
        Actor actor, RetryPayout command, CancellationToken cancellationToken)
    {
        if (PayoutRights.RefuseAdministrator(actor, time.GetInstant()) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one payout by its key.
        var failed = await context.Payouts.AsNoTracking().SingleOrDefaultAsync(
            row => row.MerchantId == command.Merchant && row.Id == command.Payout, cancellationToken);
        if (failed is not { IsLive: false })
        {
            return failed is null ? new NotFound() : new Conflict();
        }

        var wish = new WishedPayout(failed.MerchantId, $"retry:{failed.Id}")
        {
            RetryOf = failed.Id,
            Action = AuditActions.PayoutRetried,
        };
        var made = await maker.MakeAsync(actor, wish, cancellationToken);
        return made.IsOk ? made.Value.Id : made.Error;
    }
}
