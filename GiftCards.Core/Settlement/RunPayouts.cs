using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Settlement;

/// <summary>
/// Makes the payouts that are due, one merchant after the other, each in a transaction of its own: killed at any
/// moment and begun again, or run twice at once, it makes one payout for each merchant and period.
/// </summary>
public sealed partial class RunPayoutsHandler(
    GiftCardsDatabase database,
    PayoutMaker maker,
    ReadOnlyMode readOnly,
    TimeProvider time,
    ILogger<RunPayoutsHandler> logger)
{
    private const int BatchSize = 50;
    private static readonly Actor Job = new Actor.System("payouts");

    /// <summary>The run that an administrator starts by hand. Errors: <c>forbidden</c>, <c>sign_in_again</c>.</summary>
    public async Task<Result<int>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (PayoutRights.RefuseAdministrator(actor, now) is { } refused)
        {
            return refused;
        }

        var made = await HandleAsync(cancellationToken);
        await using var context = database.OpenFor(actor);
        context.Record(
            actor,
            new AuditNote(AuditActions.PayoutsRun, MerchantId.Platform, AuditTargets.Payout, null)
            {
                After = new { Made = made },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        return made;
    }

    /// <summary>Answers with how many payouts were made.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        var made = 0;
        MerchantId? last = null;
        while (!await readOnly.IsOnAsync(cancellationToken)
            && await NextAsync(last, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var (merchant, plan) in batch)
            {
                made += await MakeAsync(merchant, plan, cancellationToken) ? 1 : 0;
            }

            last = batch[^1].Merchant.Id;
        }

        return made;
    }

    private async Task<List<(Merchant Merchant, PayoutPlan? Plan)>> NextAsync(
        MerchantId? last, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The job looks at every open merchant in turn.
        var open = context.Merchants.AsNoTracking().Where(row => row.Status == MerchantStatus.Approved);
        if (last is { } after)
        {
            open = open.Where(row => row.Id > after);
        }

        var merchants = await open.OrderBy(row => row.Id).Take(BatchSize).ToListAsync(cancellationToken);
        var ids = merchants.Select(merchant => merchant.Id).ToList();
        var plans = await context.PayoutPlans.AsNoTracking().Where(row => ids.Contains(row.MerchantId))
            .ToDictionaryAsync(row => row.MerchantId, cancellationToken);
        return [.. merchants.Select(merchant => (merchant, plans.GetValueOrDefault(merchant.Id)))];
    }

    private async Task<bool> MakeAsync(Merchant merchant, PayoutPlan? plan, CancellationToken cancellationToken)
    {
        plan ??= PayoutPlan.Default(merchant.Id, merchant.Currency);
        if (PayoutCalendar.Of(plan.Schedule, time.GetInstant(), merchant.Zone) is not { } period
            || plan.LastPeriod == period.Name)
        {
            return false;
        }

        try
        {
            var made = await maker.MakeAsync(Job, new WishedPayout(merchant.Id, period.Name), cancellationToken);
            if (made.IsOk || made.Error is BelowPayoutMinimum
                || (made.Error is Conflict && await IsMadeAsync(merchant.Id, period.Name, cancellationToken)))
            {
                await DoneAsync(merchant.Id, period.Name, cancellationToken);
            }

            if (made.IsOk)
            {
                LogMade(made.Value.Id, merchant.Id, period.Name);
            }

            return made.IsOk;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(error.GetType().Name, merchant.Id);
            return false;
        }
    }

    private async Task<bool> IsMadeAsync(MerchantId merchant, string period, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one merchant's payouts by its key.
        return await context.Payouts.AnyAsync(
            row => row.MerchantId == merchant && row.Period == period, cancellationToken);
    }

    // What is too little waits for the next period, and is not counted again until then.
    private async Task DoneAsync(MerchantId merchant, string period, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one merchant's plan by its key.
        await context.PayoutPlans.Where(row => row.MerchantId == merchant)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.LastPeriod, period), cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Payout {Payout} of merchant {Merchant} was made for {Period}")]
    private partial void LogMade(PayoutId payout, MerchantId merchant, string period);

    [LoggerMessage(LogLevel.Error, "No payout of merchant {Merchant} could be made ({Failure}); the next round tries again")]
    private partial void LogFailure(string failure, MerchantId merchant);
}
