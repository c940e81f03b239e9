using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>Say where the business is paid to, in place of what was said before.</summary>
/// <param name="Currency">The currency of the account, which must be the merchant's.</param>
/// <param name="Details">The account as it was typed.</param>
public sealed record SaveBankAccount(Currency Currency, TypedBankDetails Details);

/// <summary>
/// Keeps it, unverified, and writes to all owners. Only for an owner who proved a moment ago who they are. Payouts that
/// were made before go to the account they were made for. Errors: <c>forbidden</c>, <c>sign_in_again</c>,
/// <c>currency_mismatch</c>, <c>invalid_request</c>, <c>conflict</c> when two save at once.
/// </summary>
public sealed class SaveBankAccountHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    /// <summary>Why the account would not be taken from them now, whatever it is; null where it would.</summary>
    public DomainError? Refuse(Actor actor) => PayoutRights.RefuseOwner(actor, time.GetInstant(), out _);

    public async Task<Result<BankAccountView>> HandleAsync(
        Actor actor, SaveBankAccount command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (PayoutRights.RefuseOwner(actor, now, out var own) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(row => row.Id == own, cancellationToken);
        var scheme = command.Details.Scheme;
        if (command.Currency != merchant.Currency
            || (BankDetailsRules.CurrencyOf(scheme) is { } only && only != merchant.Currency))
        {
            return new CurrencyMismatch(merchant.Currency);
        }

        var read = BankDetailsRules.Read(command.Details);
        if (!read.IsOk)
        {
            return read.Error;
        }

        try
        {
            await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
            var account = await ReplaceAsync(context, actor, read.Value, command.Currency, now, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            outbox.Wake();
            return BankAccountView.Of(account);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return new Conflict();
        }
    }

    private static async Task<BankAccount> ReplaceAsync(
        GiftCardsDbContext context,
        Actor actor,
        BankDetails details,
        Currency currency,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var own = actor.Scope!.Value;
        var current = context.BankAccounts.Where(row => row.MerchantId == own && row.ReplacedAt == null);
        var before = await current.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        await current.ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.Status, BankAccountStatus.Replaced)
                .SetProperty(row => row.Deposits, (string?)null)
                .SetProperty(row => row.ReplacedAt, now),
            cancellationToken);
        var account = new BankAccount
        {
            MerchantId = own,
            Id = PublicId.New<BankAccountId>(now),
            Scheme = details.Scheme,
            Country = details.Country,
            Currency = currency,
            Holder = details.Holder,
            Number = details.Number,
            BankCode = details.BankCode,
            Bic = details.Bic,
            Last4 = details.Last4,
            Status = BankAccountStatus.Unverified,
            CreatedAt = now,
            CreatedBy = actor.Label,
            PayableFrom = before?.Status == BankAccountStatus.Verified ? now + BankAccount.ChangeWait : now,
        };
        context.BankAccounts.Add(account);
        context.Record(
            actor,
            new AuditNote(AuditActions.BankAccountChanged, own, AuditTargets.BankAccount, account.Id.ToString())
            {
                Before = before is null ? null : new { before.Scheme, before.Country, before.Last4 },
                After = new { account.Scheme, account.Country, account.Last4 },
            },
            now);
        context.Outbox.Add(BankAccountNotices.Of(account, now));
        return account;
    }
}

/// <summary>Tells the owners what happened to the account they are paid to.</summary>
internal static class BankAccountNotices
{
    public static OutboxMessage Of(BankAccount account, DateTimeOffset now) => OutboxMessage.About(
        OutboxTypes.BankAccountNotice, account.MerchantId, account.Id.ToString(), account.Id.ToString(), now);
}
