using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>Say that the amounts which were to prove an account came back, or were never paid.</summary>
/// <param name="Merchant">Whose account it is said to be.</param>
/// <param name="Account">Which.</param>
/// <param name="Reason">What the bank says.</param>
public sealed record ReturnDeposits(MerchantId Merchant, BankAccountId Account, string Reason);

/// <summary>
/// Books both amounts as back, but for what a statement told before, and refuses the account. For administrators with
/// full rights. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>invalid_request</c>, <c>not_found</c>,
/// <c>conflict</c> for an account that no amounts were sent to, or where all was booked before, <c>unavailable</c>.
/// </summary>
public sealed class ReturnDepositsHandler(
    GiftCardsDatabase database, DepositReturns returns, ReadOnlyMode readOnly, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, ReturnDeposits command, CancellationToken cancellationToken)
    {
        if ((PayoutRights.RefuseAdministrator(actor, time.GetInstant())
            ?? TextRules.RefuseReason(command.Reason)
            ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one account by its key.
        var account = await context.BankAccounts.AsNoTracking().SingleOrDefaultAsync(
            row => row.MerchantId == command.Merchant && row.Id == command.Account, cancellationToken);
        if (account is null)
        {
            return new NotFound();
        }

        var booked = 0;
        for (var number = 1; number <= Deposits.Count; number++)
        {
            var back = new DepositBack(account, number, command.Reason.Trim());
            booked += await returns.TakeAsync(actor, back, cancellationToken) == DepositOutcome.Booked ? 1 : 0;
        }

        return booked > 0 ? new Done() : new Conflict();
    }
}
