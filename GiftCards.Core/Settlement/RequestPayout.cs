using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Settlement;

/// <summary>Pay now what is payable.</summary>
/// <param name="Merchant">Who is to be paid.</param>
public sealed record RequestPayout(MerchantId Merchant);

/// <summary>
/// Makes a payout because the merchant asks for one. The same key has one payout. Errors: <c>forbidden</c>,
/// <c>not_found</c> for another's merchant, <c>idempotency_key_required</c>, <c>idempotency_key_reused</c>,
/// <c>below_payout_minimum</c>, <c>bank_account_unverified</c>, <c>bank_account_waits</c>, <c>payouts_suspended</c>,
/// <c>conflict</c>, <c>unavailable</c>.
/// </summary>
public sealed class RequestPayoutHandler(GiftCardsDatabase database, PayoutMaker maker)
{
    public async Task<Result<Answer<PayoutId>>> HandleAsync(
        Actor actor, RequestPayout command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsManage, out var own) is { } refused)
        {
            return refused;
        }

        if (own != command.Merchant)
        {
            return new NotFound();
        }

        var key = IdempotencyKey.Create(actor, "payout", idempotencyKey, command);
        if (!key.IsOk)
        {
            return key.Error;
        }

        if (await KnownAsync(key.Value, cancellationToken) is { } known)
        {
            return known;
        }

        // The period is named after the key, so that two who come with it at once make one payout.
        var name = SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Value.Scope}\n{key.Value.Key}"));
        var wish = new WishedPayout(own, $"asked:{Convert.ToHexStringLower(name)[..32]}")
        {
            Key = key.Value,
            Action = AuditActions.PayoutRequested,
        };
        var made = await maker.MakeAsync(actor, wish, cancellationToken);
        return made switch
        {
            { IsOk: true } => new Answer<PayoutId>(made.Value.Id, false),
            { Error: Conflict } => await KnownAsync(key.Value, cancellationToken) ?? made.Error,
            _ => made.Error,
        };
    }

    private async Task<Result<Answer<PayoutId>>?> KnownAsync(IdempotencyKey key, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The key names its caller.
        var subject = await IdempotencyLookup.SubjectAsync(context, key, cancellationToken);
        if (!subject.IsOk)
        {
            return subject.Error;
        }

        return subject.Value is { } id
            ? (Result<Answer<PayoutId>>?)new Answer<PayoutId>(new PayoutId(id), true)
            : null;
    }
}

/// <summary>Say when payouts are made, and from how much on.</summary>
/// <param name="Merchant">Whose plan it is.</param>
/// <param name="Schedule">How often.</param>
/// <param name="Minimum">Less is carried over.</param>
public sealed record SavePayoutPlan(MerchantId Merchant, PayoutSchedule Schedule, Money Minimum);

/// <summary>
/// Keeps it. Errors: <c>forbidden</c>, <c>not_found</c>, <c>currency_mismatch</c>, <c>amount_out_of_range</c>.
/// </summary>
public sealed class SavePayoutPlanHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, SavePayoutPlan command, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsManage, out var own) is { } refused)
        {
            return refused;
        }

        if (own != command.Merchant)
        {
            return new NotFound();
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.FindAsync([own], cancellationToken);
        var (currency, minimum) = (merchant!.Currency, command.Minimum);
        var (least, most) = (PayoutPlan.DefaultMinimum(currency), new Money(AmountLimits.LargestMinor, currency));
        if (minimum.Currency != currency)
        {
            return new CurrencyMismatch(currency);
        }

        if (minimum < least || minimum > most)
        {
            return new AmountOutOfRange(least, most);
        }

        var plan = await context.PayoutPlans.FindAsync([own], cancellationToken);
        var before = plan is null ? null : new { plan.Schedule, Minimum = new Money(plan.MinimumMinor, currency) };
        if (plan is null)
        {
            plan = PayoutPlan.Default(own, currency);
            context.PayoutPlans.Add(plan);
        }

        (plan.Schedule, plan.MinimumMinor) = (command.Schedule, minimum.Minor);
        context.Record(
            actor,
            new AuditNote(AuditActions.PayoutPlanChanged, own, AuditTargets.Settings, own.ToString())
            {
                Before = before,
                After = new { command.Schedule, command.Minimum },
            },
            time.GetInstant());
        await context.SaveChangesAsync(cancellationToken);
        return new Done();
    }
}
