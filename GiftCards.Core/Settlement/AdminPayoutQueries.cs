using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>What the platform owes all its merchants in one currency.</summary>
public sealed record PayoutTotal
{
    public required Currency Currency { get; init; }

    /// <summary>Owed and free to be paid, less what merchants owe.</summary>
    public required Money Payable { get; init; }

    /// <summary>Set aside for disputes.</summary>
    public required Money Reserved { get; init; }

    /// <summary>On its way.</summary>
    public required Money InTransit { get; init; }

    /// <summary>Of what is on its way, what waits to be put into a bank file.</summary>
    public required Money Waiting { get; init; }

    public required int WaitingCount { get; init; }
}

/// <summary>A payout and whose it is.</summary>
public sealed record PayoutRecord(PayoutView Payout, MerchantSummary Merchant);

/// <summary>An account and whose it is said to be.</summary>
public sealed record BankAccountRecord(BankAccountView Account, MerchantSummary Merchant);

/// <summary>A file for the bank, without what stands in it.</summary>
public sealed record BankFileView
{
    public required BankFileId Id { get; init; }

    public required BankFileKind Kind { get; init; }

    public required int Count { get; init; }

    public required string ControlSum { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int Downloads { get; init; }

    /// <summary>How many of its payouts nobody has told the end of.</summary>
    public required int Open { get; init; }
}

/// <summary>What administrators see of payouts. For full rights. Errors: <c>forbidden</c>.</summary>
public sealed class AdminPayoutQueries(GiftCardsDatabase database)
{
    private static readonly AccountKind[] Kinds =
        [AccountKind.MerchantPayable, AccountKind.PayableReserved, AccountKind.PayoutsInTransit];

    /// <summary>What is owed and on its way, by currency.</summary>
    public async Task<Result<IReadOnlyList<PayoutTotal>>> TotalsAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (PayoutRights.RefuseLooking(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see what all merchants are owed.
        var sums = await context.Postings.AsNoTracking()
            .Where(row => row.Book == MerchantId.Platform && (Kinds.Contains(row.Debit) || Kinds.Contains(row.Credit)))
            .GroupBy(row => new { row.Currency, row.Debit, row.Credit })
            .Select(group => new { group.Key, Minor = group.Sum(row => row.AmountMinor) })
            .ToListAsync(cancellationToken);
        var waiting = await context.Payouts.AsNoTracking()
            .Where(row => row.Status == PayoutStatus.Created)
            .GroupBy(row => row.Currency)
            .Select(group => new { group.Key, Minor = group.Sum(row => row.AmountMinor), Count = group.Count() })
            .ToListAsync(cancellationToken);
        return sums.GroupBy(row => row.Key.Currency)
            .OrderBy(group => group.Key.Code, StringComparer.Ordinal)
            .Select(group =>
            {
                var due = waiting.SingleOrDefault(row => row.Key == group.Key);
                Money Of(AccountKind kind) => new(
                    group.Sum(row => row.Key.Credit == kind ? row.Minor : row.Key.Debit == kind ? -row.Minor : 0),
                    group.Key);
                return new PayoutTotal
                {
                    Currency = group.Key,
                    Payable = Of(AccountKind.MerchantPayable),
                    Reserved = Of(AccountKind.PayableReserved),
                    InTransit = Of(AccountKind.PayoutsInTransit),
                    Waiting = new Money(due?.Minor ?? 0, group.Key),
                    WaitingCount = due?.Count ?? 0,
                };
            })
            .ToList();
    }

    /// <summary>Payouts of all merchants that stand so, or all, newest first.</summary>
    public async Task<Result<Page<PayoutRecord>>> ListAsync(
        Actor actor, PayoutStatus? status, PageRequest page, CancellationToken cancellationToken)
    {
        if (PayoutRights.RefuseLooking(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see the payouts of all merchants.
        var rows = context.Payouts.AsNoTracking();
        if (status is { } one)
        {
            rows = rows.Where(row => row.Status == one);
        }

        if (page.After is { } after)
        {
            var last = new PayoutId(after);
            rows = rows.Where(row => row.Id < last);
        }

        var found = await PayoutRows.ReadAsync(
            context, rows.OrderByDescending(row => row.Id).Take(page.Limit + 1), cancellationToken);
        var merchants = await MerchantsAsync(context, found.Select(row => row.Merchant), cancellationToken);
        return page.Cut(found, row => row.Id.Value)
            .Select(row => new PayoutRecord(row, MerchantSummary.OrPlatform(merchants[row.Merchant])));
    }

    /// <summary>Accounts that wait for somebody to look at them, the newest first.</summary>
    public async Task<Result<Page<BankAccountRecord>>> AccountsAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (PayoutRights.RefuseLooking(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators look at every merchant's account.
        var rows = Undecided(context).AsNoTracking();
        if (page.After is { } after)
        {
            var last = new BankAccountId(after);
            rows = rows.Where(row => row.Id < last);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var merchants = await MerchantsAsync(context, found.Select(row => row.MerchantId), cancellationToken);
        return page.Cut(found, row => row.Id.Value).Select(row => new BankAccountRecord(
            BankAccountView.Of(row), MerchantSummary.OrPlatform(merchants[row.MerchantId])));
    }

    /// <summary>The files that were made, newest first.</summary>
    public async Task<Result<Page<BankFileView>>> FilesAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (PayoutRights.RefuseLooking(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Files are the platform's, their payouts are not.
        var rows = context.BankFiles.AsNoTracking();
        if (page.After is { } after)
        {
            var last = new BankFileId(after);
            rows = rows.Where(row => row.Id < last);
        }

        var found = await rows.OrderByDescending(row => row.Id).Take(page.Limit + 1)
            .Select(row => new BankFileView
            {
                Id = row.Id,
                Kind = row.Kind,
                Count = row.Count,
                ControlSum = row.ControlSum,
                CreatedAt = row.CreatedAt,
                Downloads = row.Downloads,
                Open = context.Payouts.Count(
                    payout => payout.BankFileId == row.Id && payout.Status == PayoutStatus.Sent),
            })
            .ToListAsync(cancellationToken);
        return page.Cut([.. found.OrderByDescending(row => row.Id.Value)], row => row.Id.Value);
    }

    /// <summary>Accounts that nobody has verified or refused.</summary>
    internal static IQueryable<BankAccount> Undecided(GiftCardsDbContext context) =>
        context.BankAccounts.Where(row => row.ReplacedAt == null
            && (row.Status == BankAccountStatus.Unverified || row.Status == BankAccountStatus.DepositsSent));

    private static async Task<Dictionary<MerchantId, Merchant>> MerchantsAsync(
        GiftCardsDbContext context, IEnumerable<MerchantId> ids, CancellationToken cancellationToken)
    {
        var wanted = ids.Distinct().ToList();
        return await context.Merchants.AsNoTracking().Where(row => wanted.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, cancellationToken);
    }
}
