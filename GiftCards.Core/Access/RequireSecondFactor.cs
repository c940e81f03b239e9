using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Says whether whoever works at a merchant needs a second factor to do so. Only a person may, and one who has it:
/// else they would shut themselves out by it. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>second_factor_required</c>.
/// </summary>
public sealed class RequireSecondFactorHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, MerchantId merchantId, bool isRequired, CancellationToken cancellationToken)
    {
        if ((actor.Refuse(Permissions.SettingsWrite, merchantId)
            ?? (actor.Person is null ? new Forbidden() : null)) is { } refused)
        {
            return refused;
        }

        if (isRequired && actor.Session is not { HasSecondFactor: true })
        {
            return new SecondFactorRequired();
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.SingleAsync(m => m.Id == merchantId, cancellationToken);
        if (merchant.RequiresSecondFactor != isRequired)
        {
            merchant.RequiresSecondFactor = isRequired;
            context.Record(
                actor,
                new AuditNote(AuditActions.SettingsChanged, merchantId, AuditTargets.Settings, merchantId.ToString())
                {
                    Before = new { RequiresSecondFactor = !isRequired },
                    After = new { RequiresSecondFactor = isRequired },
                },
                time.GetInstant());
            await context.SaveChangesAsync(cancellationToken);
        }

        return new Done();
    }
}
