using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Administration;

/// <summary>Put a merchant forward on the first page, or no longer.</summary>
/// <param name="Merchant">Which.</param>
/// <param name="IsFeatured">Whether it is put forward from now on.</param>
public sealed record FeatureMerchant(MerchantId Merchant, bool IsFeatured);

/// <summary>
/// Says which merchants the first page begins with. Errors: <c>forbidden</c>, <c>not_found</c>, <c>conflict</c> when it
/// is so already.
/// </summary>
public sealed class FeatureMerchantHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, FeatureMerchant command, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Storefront) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one merchant.
        var merchant = await context.Merchants.SingleOrDefaultAsync(
            row => row.Id == command.Merchant, cancellationToken);
        if (merchant is null)
        {
            return new NotFound();
        }

        if (merchant.FeaturedAt is not null == command.IsFeatured)
        {
            return new Conflict();
        }

        merchant.FeaturedAt = command.IsFeatured ? now : null;
        context.Record(
            actor,
            new AuditNote(AuditActions.BusinessFeatured, merchant.Id, AuditTargets.Merchant, merchant.Id.ToString())
            {
                Before = new { Featured = !command.IsFeatured },
                After = new { Featured = command.IsFeatured },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        return new Done();
    }
}
