using System.Globalization;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>One of the two amounts that were to prove an account came back.</summary>
/// <param name="Account">The account it was sent to.</param>
/// <param name="Number">Which of the two, from 1.</param>
/// <param name="Reason">Why, in the words of a person or the code of the bank.</param>
internal sealed record DepositBack(BankAccount Account, int Number, string Reason)
{
    /// <summary>What the bank says came back; null where a person says that it did.</summary>
    public Money? Amount { get; init; }
}

/// <summary>What came of it.</summary>
internal enum DepositOutcome
{
    /// <summary>It is booked now.</summary>
    Booked,

    /// <summary>It was booked before.</summary>
    Known,

    /// <summary>No such amount was sent.</summary>
    Unknown,

    /// <summary>Another amount was sent.</summary>
    OtherAmount,
}

/// <summary>
/// Books what came back of the two small amounts, each once, whoever tells it: the platform's cost is undone. An
/// account that they cannot reach is not accepted, and its owners are told why.
/// </summary>
public sealed class DepositReturns(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    internal async Task<DepositOutcome> TakeAsync(
        Actor actor, DepositBack back, CancellationToken cancellationToken)
    {
        var (now, account) = (time.GetInstant(), back.Account);
        var reference = string.Create(CultureInfo.InvariantCulture, $"{account.Id}-{back.Number}:back");
        await using var context = database.OpenAcrossMerchants(); // One account and what was sent to it, by keys.
        if (await SentAsync(context, back, cancellationToken) is not { } sent)
        {
            return DepositOutcome.Unknown;
        }

        if (back.Amount is { } told && told != sent)
        {
            return DepositOutcome.OtherAmount;
        }

        if (await context.BookedFees.AnyAsync(row => row.Reference == reference, cancellationToken))
        {
            return DepositOutcome.Known;
        }

        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
            await WriteAsync(context, actor, back, sent, reference, now);
            await transaction.CommitAsync(CancellationToken.None);
            outbox.Wake();
            return DepositOutcome.Booked;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return DepositOutcome.Known; // Somebody else told it at the same moment.
        }
    }

    private static async Task WriteAsync(
        GiftCardsDbContext context, Actor actor, DepositBack back, Money sent, string reference, DateTimeOffset now)
    {
        var account = back.Account;
        var entry = JournalEntry.ForCards(
            new EntryDraft(MerchantId.Platform, EntryType.AccountCheckReturned, now, actor)
            {
                Reason = account.Id.ToString(),
            },
            [],
            PostingRules.AccountCheckReturned(sent));
        context.JournalEntries.Add(entry);
        context.BookedFees.Add(new BookedFee
        {
            Reference = reference,
            Currency = sent.Currency,
            AmountMinor = sent.Minor,
            EntryId = entry.Id,
            At = now,
        });
        context.Record(
            actor,
            new AuditNote(
                AuditActions.DepositsReturned, account.MerchantId, AuditTargets.BankAccount, account.Id.ToString())
            {
                After = new { account.Last4, back.Reason },
            },
            now);

        // Verified or not: what cannot be reached is paid nothing. One that was refused or replaced stays so.
        var failed = await context.BankAccounts
            .Where(row => row.MerchantId == account.MerchantId && row.Id == account.Id && row.ReplacedAt == null
                && (row.Status == BankAccountStatus.DepositsSent || row.Status == BankAccountStatus.Verified))
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.Status, BankAccountStatus.Refused)
                    .SetProperty(row => row.Deposits, (string?)null)
                    .SetProperty(row => row.Note, back.Reason)
                    .SetProperty(row => row.DecidedAt, now),
                CancellationToken.None);
        if (failed == 1)
        {
            context.Outbox.Add(BankAccountNotices.Of(account, now));
        }

        await context.SaveChangesAsync(CancellationToken.None);
    }

    // The account forgets the amounts once it is decided; the books never do.
    private static async Task<Money?> SentAsync(
        GiftCardsDbContext context, DepositBack back, CancellationToken cancellationToken)
    {
        var (name, line) = (back.Account.Id.ToString(), back.Number - 1);
        var posting = await context.JournalEntries.AsNoTracking()
            .Where(row => row.MerchantId == MerchantId.Platform && row.Type == EntryType.AccountCheck
                && row.Reason == name)
            .Join(
                context.Postings,
                entry => new { entry.MerchantId, EntryId = entry.Id },
                posting => new { posting.MerchantId, posting.EntryId },
                (entry, posting) => new { posting.Line, posting.AmountMinor, posting.Currency })
            .SingleOrDefaultAsync(row => row.Line == line, cancellationToken);
        return posting is null ? null : new Money(posting.AmountMinor, posting.Currency);
    }
}
