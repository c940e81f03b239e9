using System.Globalization;
using System.Security.Cryptography;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>Say whether an account is the merchant's.</summary>
/// <param name="Merchant">Whose account it is said to be.</param>
/// <param name="Account">Which.</param>
/// <param name="IsRight">Whether it is.</param>
/// <param name="Note">What proved it, or why not.</param>
public sealed record DecideBankAccount(MerchantId Merchant, BankAccountId Account, bool IsRight, string Note);

/// <summary>
/// Decides, and writes to the owners. For administrators with full rights. Errors: <c>forbidden</c>,
/// <c>sign_in_again</c>, <c>invalid_request</c>, <c>not_found</c>, <c>conflict</c> for an account that was decided or
/// replaced.
/// </summary>
public sealed class DecideBankAccountHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, DecideBankAccount command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if ((PayoutRights.RefuseAdministrator(actor, now) ?? TextRules.RefuseReason(command.Note)) is { } refused)
        {
            return refused;
        }

        var status = command.IsRight ? BankAccountStatus.Verified : BankAccountStatus.Refused;
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one account by its key.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var account = context.BankAccounts.Where(
            row => row.MerchantId == command.Merchant && row.Id == command.Account);
        var decided = await BankAccountDecisions.WriteAsync(
            account, status, command.Note.Trim(), now, cancellationToken);
        if (decided == 0)
        {
            return await account.AnyAsync(cancellationToken) ? new Conflict() : new NotFound();
        }

        var row = await account.AsNoTracking().SingleAsync(cancellationToken);
        context.Record(
            actor,
            new AuditNote(
                command.IsRight ? AuditActions.BankAccountVerified : AuditActions.BankAccountRefused,
                row.MerchantId,
                AuditTargets.BankAccount,
                row.Id.ToString())
            {
                After = new { row.Scheme, row.Country, row.Last4 },
            },
            now);
        context.Outbox.Add(BankAccountNotices.Of(row, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return new Done();
    }
}

/// <summary>Send two small amounts to an account, for its owner to say which.</summary>
public sealed record SendDeposits(MerchantId Merchant, BankAccountId Account);

/// <summary>
/// Makes a bank file with the two amounts, which nobody is shown outside of it, and books them as a cost. For
/// administrators with full rights. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>not_found</c>,
/// <c>conflict</c> for an account that was decided or replaced or has them already, <c>other_payout_provider</c> where
/// no bank files are used.
/// </summary>
public sealed class SendDepositsHandler(
    GiftCardsDatabase database, IPayoutProvider provider, PayoutOptions options, TimeProvider time)
{
    public async Task<Result<BankFileId>> HandleAsync(
        Actor actor, SendDeposits command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (PayoutRights.RefuseAdministrator(actor, now) is { } refused)
        {
            return refused;
        }

        if (provider is not BankFileProvider)
        {
            return new OtherPayoutProvider();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one account by its key.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var found = context.BankAccounts.Where(row => row.MerchantId == command.Merchant && row.Id == command.Account);
        var claimed = await found
            .Where(row => row.Status == BankAccountStatus.Unverified && row.ReplacedAt == null)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Status, BankAccountStatus.DepositsSent), cancellationToken);
        if (claimed == 0)
        {
            return await found.AnyAsync(cancellationToken) ? new Conflict() : new NotFound();
        }

        var account = await found.SingleAsync(cancellationToken);
        var amounts = Deposits.Choose(account.Currency);
        account.Deposits = Deposits.Write(amounts);
        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(row => row.Id == account.MerchantId, cancellationToken);
        var id = PublicId.New<BankFileId>(now);
        var payments = amounts.Select((amount, index) => new BankPayment(
            string.Create(CultureInfo.InvariantCulture, $"{account.Id}-{index + 1}"),
            amount,
            account.Details,
            merchant,
            $"{options.BankFile.Name} account check"));
        context.JournalEntries.Add(JournalEntry.ForCards(
            new EntryDraft(MerchantId.Platform, EntryType.AccountCheck, now, actor) { Reason = account.Id.ToString() },
            [],
            PostingRules.AccountCheck(amounts)));
        context.BankFiles.Add(BankFiles.Make(id, BankFileKind.Deposits, [.. payments], options.BankFile, actor, now));
        context.Record(
            actor,
            new AuditNote(
                AuditActions.DepositsSent, account.MerchantId, AuditTargets.BankAccount, account.Id.ToString())
            {
                After = new { account.Last4, File = id },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return id;
    }
}

/// <summary>Say which two amounts arrived, in any order.</summary>
/// <param name="First">One of them.</param>
/// <param name="Second">The other.</param>
public sealed record ConfirmDeposits(Money First, Money Second);

/// <summary>
/// Verifies the account where the amounts are right; each try is counted before it is looked at. Only for an owner who
/// proved a moment ago who they are. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>deposits_wrong</c>,
/// <c>deposits_locked</c>.
/// </summary>
public sealed class ConfirmDepositsHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, ConfirmDeposits command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (PayoutRights.RefuseOwner(actor, now, out var own) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var waiting = context.BankAccounts.Where(row => row.MerchantId == own && row.ReplacedAt == null
            && row.Status == BankAccountStatus.DepositsSent);
        var counted = await waiting.Where(row => row.Tries < BankAccount.MaxTries)
            .ExecuteUpdateAsync(
                update => update.SetProperty(row => row.Tries, row => row.Tries + 1), cancellationToken);
        if (counted == 0 || await waiting.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } account)
        {
            return new DepositsLocked();
        }

        if (!Deposits.Match(account, command.First, command.Second))
        {
            var left = BankAccount.MaxTries - account.Tries;
            return left > 0 ? new DepositsWrong(left) : new DepositsLocked();
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var same = context.BankAccounts.Where(row => row.MerchantId == own && row.Id == account.Id);
        if (await BankAccountDecisions.WriteAsync(same, BankAccountStatus.Verified, null, now, cancellationToken) == 0)
        {
            return new DepositsLocked();
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.BankAccountVerified, own, AuditTargets.BankAccount, account.Id.ToString())
            {
                After = new { account.Scheme, account.Country, account.Last4 },
            },
            now);
        context.Outbox.Add(BankAccountNotices.Of(account, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return new Done();
    }
}

/// <summary>The one way in which an account becomes verified or refused.</summary>
internal static class BankAccountDecisions
{
    public static Task<int> WriteAsync(
        IQueryable<BankAccount> account,
        BankAccountStatus status,
        string? note,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        account
            .Where(row => row.ReplacedAt == null
                && (row.Status == BankAccountStatus.Unverified || row.Status == BankAccountStatus.DepositsSent))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, status)
                    .SetProperty(row => row.Deposits, (string?)null)
                    .SetProperty(row => row.Note, note)
                    .SetProperty(row => row.DecidedAt, now),
                cancellationToken);
}

/// <summary>The two small amounts: from 1 to 99 of the currency's smallest steps.</summary>
internal static class Deposits
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    private const int Most = 99;

    public static IReadOnlyList<Money> Choose(Currency currency)
    {
        var first = RandomNumberGenerator.GetInt32(1, Most + 1);
        var second = RandomNumberGenerator.GetInt32(1, Most);
        second += second >= first ? 1 : 0;
        return [new(first * currency.SmallestStep, currency), new(second * currency.SmallestStep, currency)];
    }

    public static string Write(IReadOnlyList<Money> amounts) =>
        string.Join(',', amounts.Select(amount => amount.Minor.ToString(CultureInfo.InvariantCulture)));

    public static bool Match(BankAccount account, Money first, Money second) =>
        first.Currency == account.Currency && second.Currency == account.Currency
        && (account.Deposits == Write([first, second]) || account.Deposits == Write([second, first]));
}
