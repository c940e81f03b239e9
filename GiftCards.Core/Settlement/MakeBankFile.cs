using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Puts every payout that waits for the bank into one file; from then on it counts as sent. The statement that sends
/// them decides which are in it, so that two files never hold the same. For administrators with full rights. Errors:
/// <c>forbidden</c>, <c>sign_in_again</c>, <c>nothing_to_pay</c>, <c>other_payout_provider</c>, <c>unavailable</c>.
/// </summary>
public sealed class MakeBankFileHandler(
    GiftCardsDatabase database,
    IPayoutProvider provider,
    PayoutOptions options,
    ReadOnlyMode readOnly,
    TimeProvider time)
{
    /// <summary>So that a file stays one that a bank takes and a person can look through.</summary>
    public const int MaxPayments = 1_000;

    public async Task<Result<BankFileId>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if ((PayoutRights.RefuseAdministrator(actor, now)
            ?? (provider is BankFileProvider ? null : new OtherPayoutProvider())
            ?? await readOnly.RefuseAsync(cancellationToken)) is { } refused)
        {
            return refused;
        }

        var id = PublicId.New<BankFileId>(now);
        await using var context = database.OpenAcrossMerchants(); // The bank is told of every merchant's payouts.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var waiting = context.Payouts
            .Where(row => row.Status == PayoutStatus.Created && row.Provider == BankFileProvider.ProviderName);
        var beyond = await waiting.OrderBy(row => row.Id).Skip(MaxPayments).Select(row => (PayoutId?)row.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (beyond is { } next)
        {
            waiting = waiting.Where(row => row.Id < next);
        }

        var sent = await waiting.ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, PayoutStatus.Sent)
                .SetProperty(row => row.SentAt, now)
                .SetProperty(row => row.BankFileId, id),
            cancellationToken);
        if (sent == 0)
        {
            return new NothingToPay();
        }

        var payments = await PaymentsAsync(context, id, cancellationToken);
        var file = BankFiles.Make(id, BankFileKind.Payouts, payments, options.BankFile, actor, now);
        context.BankFiles.Add(file);
        context.Record(
            actor,
            new AuditNote(AuditActions.BankFileMade, MerchantId.Platform, AuditTargets.BankFile, id.ToString())
            {
                After = new { file.Count, file.ControlSum },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return id;
    }

    private async Task<List<BankPayment>> PaymentsAsync(
        GiftCardsDbContext context, BankFileId file, CancellationToken cancellationToken)
    {
        var rows = await context.Payouts.AsNoTracking()
            .Where(payout => payout.BankFileId == file)
            .OrderBy(payout => payout.Id)
            .Join(
                context.BankAccounts,
                payout => new { payout.MerchantId, Id = payout.BankAccountId!.Value },
                account => new { account.MerchantId, account.Id },
                (payout, account) => new { payout, account })
            .Join(
                context.Merchants,
                row => row.payout.MerchantId,
                merchant => merchant.Id,
                (row, merchant) => new { row.payout, row.account, merchant })
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new BankPayment(
                row.payout.Id.ToString(),
                row.payout.Amount,
                row.account.Details,
                row.merchant,
                $"{options.BankFile.Name} {BankFiles.NameOf(row.payout.Id.ToString())}")),
        ];
    }
}

/// <summary>A bank file to take away.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Content">The file; the same every time.</param>
public sealed record TakenBankFile(string Name, string Content);

/// <summary>
/// Hands out a file that was made, to the letter as often as it is asked for, and notes who took it. For administrators
/// with full rights. Errors: <c>forbidden</c>, <c>sign_in_again</c>, <c>not_found</c>.
/// </summary>
public sealed class TakeBankFileHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<TakenBankFile>> HandleAsync(
        Actor actor, BankFileId id, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (PayoutRights.RefuseAdministrator(actor, now) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var file = await context.BankFiles.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (file is null)
        {
            return new NotFound();
        }

        file.Downloads++;
        context.Record(
            actor,
            new AuditNote(AuditActions.BankFileTaken, MerchantId.Platform, AuditTargets.BankFile, id.ToString())
            {
                After = new { file.Count, file.ControlSum },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        return new TakenBankFile($"{BankFiles.NameOf(id.ToString())}.xml", file.Content);
    }
}
