using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>What the merchant's people see of payouts.</summary>
public sealed class PayoutQueries(
    GiftCardsDatabase database, PayoutMaker maker, IPayoutProvider provider, TimeProvider time)
{
    /// <summary>What is owed and when it comes. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<PayoutOverview>> OverviewAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsRead, out var own) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(row => row.Id == own, cancellationToken);
        var plan = await context.PayoutPlans.AsNoTracking()
            .SingleOrDefaultAsync(row => row.MerchantId == own, cancellationToken)
            ?? PayoutPlan.Default(own, merchant.Currency);
        var account = await context.BankAccounts.AsNoTracking()
            .SingleOrDefaultAsync(row => row.MerchantId == own && row.ReplacedAt == null, cancellationToken);
        var destination = await provider.DestinationAsync(context, own, now, cancellationToken);
        var owed = await PayoutFigures.ReadAsync(context, own, merchant.Currency, cancellationToken);
        var payable = maker.Payable(owed.Payable);
        var minimum = new Money(plan.MinimumMinor, merchant.Currency);
        var period = PayoutCalendar.Of(plan.Schedule, now, merchant.Zone);
        return new PayoutOverview
        {
            Merchant = own,
            Currency = merchant.Currency,
            TimeZone = merchant.TimeZone,
            Country = merchant.Country,
            Payable = payable,
            HeldBack = owed.Payable - payable,
            Reserved = owed.Reserved,
            InTransit = owed.InTransit,
            Schedule = plan.Schedule,
            Minimum = minimum,
            NextOn = period is null ? null
                : plan.LastPeriod == period.Name ? period.NextDay : Instants.LocalDay(now, merchant.Zone),
            Wait = WaitOf(merchant, account, destination.Error, payable, minimum),
            WaitUntil = (destination.Error as BankAccountWaits)?.Until,
            Account = account is null ? null : BankAccountView.Of(account),
            UsesConnect = provider is not BankFileProvider,
            MayManage = actor.At(own).HasFlag(Permissions.PayoutsManage),
            MayChangeAccount = actor is Actor.Staff { Role: StaffRole.Owner },
        };
    }

    /// <summary>The merchant's payouts, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<PayoutView>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsRead, out var own) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var rows = context.Payouts.AsNoTracking().Where(row => row.MerchantId == own);
        if (page.After is { } after)
        {
            var last = new PayoutId(after);
            rows = rows.Where(row => row.Id < last);
        }

        var found = await PayoutRows.ReadAsync(
            context, rows.OrderByDescending(row => row.Id).Take(page.Limit + 1), cancellationToken);
        return page.Cut(found, row => row.Id.Value);
    }

    /// <summary>One payout. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<Result<PayoutView>> GetAsync(Actor actor, PayoutId id, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsRead, out var own) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var rows = context.Payouts.AsNoTracking().Where(row => row.MerchantId == own && row.Id == id);
        return await PayoutRows.ReadAsync(context, rows, cancellationToken) is [var payout] ? payout : new NotFound();
    }

    /// <summary>What a payout pays, newest first. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<Result<Page<PayoutLine>>> LinesAsync(
        Actor actor, PayoutId id, PageRequest page, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsRead, out var own) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        return await context.Payouts.AnyAsync(row => row.MerchantId == own && row.Id == id, cancellationToken)
            ? await PayoutLines.ReadAsync(context, own, id, page, cancellationToken)
            : new NotFound();
    }

    private static PayoutWait WaitOf(
        Merchant merchant, BankAccount? account, DomainError? destination, Money payable, Money minimum) =>
        (merchant.Status, destination) switch
        {
            (not MerchantStatus.Approved, _) => PayoutWait.Suspended,
            (_, BankAccountWaits) => PayoutWait.AccountChanged,
            (_, not null) => account?.Status switch
            {
                null => PayoutWait.NoAccount,
                BankAccountStatus.Refused => PayoutWait.Refused,
                _ => PayoutWait.Unverified,
            },
            _ when payable.IsNegative => PayoutWait.Owing,
            _ when payable < minimum => PayoutWait.BelowMinimum,
            _ => PayoutWait.None,
        };
}
