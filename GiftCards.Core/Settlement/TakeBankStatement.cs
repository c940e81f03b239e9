using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>Hand in what the platform's bank says of its account.</summary>
/// <param name="Content">A statement of ISO 20022, camt.053, as the bank gave it.</param>
public sealed record TakeBankStatement(byte[] Content)
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = BankStatement.MaxBytes;
}

/// <summary>Why a payment of a statement was left to a person.</summary>
public enum StatementTrouble
{
    /// <summary>We know no such payout.</summary>
    Unknown,

    /// <summary>The bank says another amount than the payout has.</summary>
    Amount,

    /// <summary>The payout is not on its way: nobody ordered it, or it failed before.</summary>
    Standing,
}

/// <summary>A payment of a statement that was left to a person.</summary>
/// <param name="Reference">Its name, as the bank repeats it.</param>
/// <param name="Amount">What the bank says; null for what cannot be read as money.</param>
/// <param name="Trouble">Why.</param>
public sealed record StatementMismatch(string Reference, Money? Amount, StatementTrouble Trouble);

/// <summary>What came of a statement.</summary>
public sealed record StatementOutcome
{
    /// <summary>How many mismatches are told one by one.</summary>
    public const int MostShown = 100;

    /// <summary>Payouts that were booked as paid.</summary>
    public required int Paid { get; init; }

    /// <summary>Payouts that came back, and are owed again.</summary>
    public required int Returned { get; init; }

    /// <summary>Small amounts that were to prove an account, and came back.</summary>
    public required int Deposits { get; init; }

    /// <summary>Payments that were booked before.</summary>
    public required int Known { get; init; }

    /// <summary>Payments that are none of our payouts, and amounts that prove an account and left.</summary>
    public required int Others { get; init; }

    /// <summary>What somebody has to look at; at most <see cref="MostShown"/>.</summary>
    public required IReadOnlyList<StatementMismatch> Mismatches { get; init; }
}

/// <summary>The file is too big, or no statement that we can read.</summary>
public sealed record StatementUnreadable() : DomainError("statement_unreadable", ErrorKind.Refused);

/// <summary>
/// Books what the bank did with payouts: those that left are paid, those that came back are owed again. What came back
/// of the small amounts that prove an account is booked too. A payment is found by the name we gave it, and nothing is
/// booked unless the amount is its own. The same statement again, or one that overlaps, changes nothing. For
/// administrators with full rights. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>statement_unreadable</c>,
/// <c>unavailable</c>.
/// </summary>
public sealed class TakeBankStatementHandler(
    GiftCardsDatabase database,
    PayoutSteps steps,
    DepositReturns deposits,
    ReadOnlyMode readOnly,
    TimeProvider time)
{
    private const string Prefix = "po-";
    private const string AccountPrefix = "bac-";

    public async Task<Result<StatementOutcome>> HandleAsync(
        Actor actor, TakeBankStatement command, CancellationToken cancellationToken)
    {
        if ((PayoutRights.RefuseAdministrator(actor, time.GetInstant())
            ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        if (BankStatement.Read(command.Content) is not { } movements)
        {
            return new StatementUnreadable();
        }

        var (paid, returned, small, known, others) = (0, 0, 0, 0, 0);
        List<StatementMismatch> mismatches = [];
        foreach (var movement in movements)
        {
            var isDeposit = movement.IsBack
                && movement.Reference.StartsWith(AccountPrefix, StringComparison.OrdinalIgnoreCase);
            if (!isDeposit && !movement.Reference.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                others++;
                continue;
            }

            var taken = isDeposit
                ? await TakeDepositAsync(actor, movement, cancellationToken)
                : await TakeAsync(actor, movement, cancellationToken);
            paid += taken.Now == PayoutStatus.Paid ? 1 : 0;
            returned += taken.Now == PayoutStatus.Returned && !isDeposit ? 1 : 0;
            small += taken.Now == PayoutStatus.Returned && isDeposit ? 1 : 0;
            known += taken is { Now: null, Trouble: null } ? 1 : 0;
            if (taken.Trouble is { } why)
            {
                mismatches.Add(new StatementMismatch(movement.Reference, movement.Amount, why));
            }
        }

        return new StatementOutcome
        {
            Paid = paid,
            Returned = returned,
            Deposits = small,
            Known = known,
            Others = others,
            Mismatches = [.. mismatches.Take(StatementOutcome.MostShown)],
        };
    }

    /// <summary>Where the payout stands now because of this, or why it does not; neither for what was known.</summary>
    private async Task<(PayoutStatus? Now, StatementTrouble? Trouble)> TakeAsync(
        Actor actor, BankMovement movement, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // One payout, by the name that the bank repeats.
        var name = movement.Reference.ToLowerInvariant().Replace('-', '_');
        var payout = PublicId.TryParse<PayoutId>(name, out var id)
            ? await context.Payouts.AsNoTracking().SingleOrDefaultAsync(
                row => row.Id == id && row.Provider == BankFileProvider.ProviderName, cancellationToken)
            : null;
        if (payout is null || movement.Amount != payout.Amount)
        {
            return (null, payout is null ? StatementTrouble.Unknown : StatementTrouble.Amount);
        }

        // What came back has left before, whether or not anybody told us so.
        var step = new PayoutStep(payout.MerchantId, payout.Id, PayoutStatus.Paid);
        var isPaid = payout.Status == PayoutStatus.Sent && await steps.TakeAsync(actor, step, AuditActions.PayoutPaid);
        if (!movement.IsBack)
        {
            return isPaid
                ? (PayoutStatus.Paid, null)
                : (null, payout.PaidAt is null ? StatementTrouble.Standing : null);
        }

        var back = step with { To = PayoutStatus.Returned, Reason = movement.Reason ?? "returned_by_bank" };
        return await steps.TakeAsync(actor, back, AuditActions.PayoutReturned)
            ? (PayoutStatus.Returned, null)
            : (null, payout.IsLive ? StatementTrouble.Standing : null);
    }

    /// <summary>The same for an amount that was to prove an account; its name ends with which of the two.</summary>
    private async Task<(PayoutStatus? Now, StatementTrouble? Trouble)> TakeDepositAsync(
        Actor actor, BankMovement movement, CancellationToken cancellationToken)
    {
        var parts = movement.Reference.ToLowerInvariant().Split('-');
        if (parts is not [var prefix, var id, ['1' or '2'] number]
            || !PublicId.TryParse<BankAccountId>($"{prefix}_{id}", out var name))
        {
            return (null, StatementTrouble.Unknown);
        }

        await using var context = database.OpenAcrossMerchants(); // One account, by the name that the bank repeats.
        var account = await context.BankAccounts.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == name, cancellationToken);
        if (account is null || movement.Amount is null)
        {
            return (null, account is null ? StatementTrouble.Unknown : StatementTrouble.Amount);
        }

        var back = new DepositBack(account, number[0] - '0', movement.Reason ?? "returned_by_bank")
        {
            Amount = movement.Amount,
        };
        return await deposits.TakeAsync(actor, back, cancellationToken) switch
        {
            DepositOutcome.Booked => (PayoutStatus.Returned, null),
            DepositOutcome.Known => (null, null),
            DepositOutcome.OtherAmount => (null, StatementTrouble.Amount),
            _ => (null, StatementTrouble.Unknown),
        };
    }
}
