using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Commissions;

/// <summary>Finds what the platform keeps of a sale. The rules are few and read for each sale.</summary>
public sealed class CommissionRules(CommissionPolicy policy)
{
    /// <summary>Over which time a merchant's sales count towards a rule's volume.</summary>
    public static readonly TimeSpan VolumeWindow = TimeSpan.FromDays(30);

    /// <summary>More rules than this are never in force.</summary>
    public const int MaxRules = 100;

    /// <summary>The rate where no rule matches: what an administrator set, else <c>Commission:Rate</c>.</summary>
    internal async Task<Rate> DefaultAsync(GiftCardsDbContext context, CancellationToken cancellationToken) =>
        await context.CommissionDefaults.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == CommissionDefault.OnlyId, cancellationToken) is { } own
            ? new Rate(own.RatePartsPerMillion)
            : policy.Rate;

    /// <summary>What is kept of a sale of this merchant at this instant.</summary>
    internal async Task<CommissionTerms> ForAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var rules = await InForceAsync(context, cancellationToken);
        if (rules.Count > 0)
        {
            var sale = await CaseAsync(context, merchant, rules, now, cancellationToken);
            if (rules.FirstOrDefault(rule => rule.Matches(sale)) is { } first)
            {
                return first.Terms();
            }
        }

        return CommissionTerms.Plain(await DefaultAsync(context, cancellationToken));
    }

    /// <summary>The rules that have not ended, in the order in which they are asked.</summary>
    internal static Task<List<CommissionRule>> InForceAsync(
        GiftCardsDbContext context, CancellationToken cancellationToken) =>
        context.CommissionRules.AsNoTracking()
            .Where(rule => rule.EndedAt == null)
            .OrderBy(rule => rule.Position)
            .ThenBy(rule => rule.Id)
            .Take(MaxRules)
            .ToListAsync(cancellationToken);

    private static async Task<CommissionCase> CaseAsync(
        GiftCardsDbContext context,
        MerchantId id,
        IReadOnlyList<CommissionRule> rules,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var merchant = await context.Merchants.AsNoTracking()
            .Where(row => row.Id == id)
            .Select(row => new { row.Category, row.Currency })
            .SingleAsync(cancellationToken);
        var since = now - VolumeWindow;
        var volume = rules.Any(rule => rule.VolumeMinor is not null)
            ? await context.Sales
                .Where(sale => sale.MerchantId == id && sale.Currency == merchant.Currency && sale.At >= since)
                .SumAsync(sale => sale.GrossMinor, cancellationToken)
            : 0;
        return new CommissionCase(id, merchant.Category, merchant.Currency, volume, now);
    }
}
