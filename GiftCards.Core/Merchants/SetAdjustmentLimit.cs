using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>Choose beyond which amount a correction of a balance needs a second person.</summary>
/// <param name="Limit">Zero for every correction; null for the amount of the largest card.</param>
/// <param name="Version">The version of the settings that this was based on.</param>
public sealed record SetAdjustmentLimit(Money? Limit, int Version);

/// <summary>
/// Sets the limit. Only a person may, so that no program lifts the limit that its own corrections are measured by.
/// Errors: <c>forbidden</c>, <c>invalid_request</c>, <c>currency_mismatch</c>, <c>conflict</c> on a stale version.
/// </summary>
public sealed class SetAdjustmentLimitHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<MerchantSettings>> HandleAsync(
        Actor actor, MerchantId merchantId, SetAdjustmentLimit command, CancellationToken cancellationToken)
    {
        if ((actor.Refuse(Permissions.SettingsWrite, merchantId)
            ?? (actor.Person is null ? new Forbidden() : null)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.SingleAsync(m => m.Id == merchantId, cancellationToken);
        if (Refuse(command.Limit, merchant.Currency) is { } invalid)
        {
            return invalid;
        }

        var settings = await context.GiftCardSettings.SingleAsync(s => s.MerchantId == merchantId, cancellationToken);
        if (settings.Version != command.Version)
        {
            return new Conflict();
        }

        var now = time.GetInstant();
        context.Record(
            actor,
            new AuditNote(
                AuditActions.AdjustmentLimitChanged, merchantId, AuditTargets.Settings, settings.Currency.Code)
            {
                Before = new { Limit = SettingsAudit.MoneyOf(settings.AdjustmentLimitMinor, settings.Currency) },
                After = new { command.Limit },
            },
            now);
        settings.AdjustmentLimitMinor = command.Limit?.Minor;
        settings.Version++;
        settings.UpdatedAt = now;
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Conflict();
        }

        return new MerchantSettings(merchant, settings);
    }

    private static DomainError? Refuse(Money? limit, Currency currency) => limit switch
    {
        null => null,
        { } amount when amount.Currency != currency => new CurrencyMismatch(currency),
        { Minor: < 0 } => new InvalidRequest("adjustmentLimit", InvalidReason.TooSmall, Money.Zero(currency)),
        { Minor: > AmountLimits.LargestMinor } => new InvalidRequest(
            "adjustmentLimit", InvalidReason.TooLarge, new Money(AmountLimits.LargestMinor, currency)),
        _ => null,
    };
}
