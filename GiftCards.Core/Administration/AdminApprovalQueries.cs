using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Administration;

/// <summary>A correction that waits for a second person, with whose card it is.</summary>
/// <param name="Merchant">Whose card; the platform for its own.</param>
/// <param name="MerchantName">What that merchant is called.</param>
/// <param name="Approval">What was asked.</param>
public sealed record AdminApproval(MerchantId Merchant, string MerchantName, ApprovalView Approval);

/// <summary>
/// What waits for a second person, at every merchant and on the platform's own cards. About a merchant's cards its own
/// people decide; about the platform's, another of those who run it. Errors: <c>forbidden</c>.
/// </summary>
public sealed class AdminApprovalQueries(GiftCardsDatabase database)
{
    /// <summary>Corrections of one status, newest first.</summary>
    public async Task<Result<Page<AdminApproval>>> ListAsync(
        Actor actor, ApprovalStatus status, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Approvals) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Those who run the platform see every merchant's.
        var query = context.Approvals.AsNoTracking().Where(approval => approval.Status == status);
        if (page.After is { } after)
        {
            var last = new ApprovalId(after);
            query = query.Where(approval => approval.Id < last);
        }

        var rows = await query.OrderByDescending(approval => approval.Id)
            .Take(page.Limit + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, approval => approval.Id.Value);
        var ids = cut.Data.Select(approval => approval.MerchantId).Distinct().ToList();
        var names = await context.Merchants.Where(merchant => ids.Contains(merchant.Id))
            .ToDictionaryAsync(merchant => merchant.Id, merchant => merchant.Name, cancellationToken);
        var views = await ApprovalView.OfAsync(context, actor, cut.Data, cancellationToken);
        return new Page<AdminApproval>(
            [.. cut.Data.Zip(views, (row, view) => new AdminApproval(
                row.MerchantId, names.GetValueOrDefault(row.MerchantId) ?? "", view))],
            cut.NextCursor);
    }
}
