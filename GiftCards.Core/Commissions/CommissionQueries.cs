using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Commissions;

/// <summary>A rule as administrators see it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Merchant">The one merchant it is for, if it is for one.</param>
public sealed record CommissionRuleRecord(CommissionRule Rule, MerchantSummary? Merchant);

/// <summary>What the platform keeps: the global rate and the rules in the order in which they are asked.</summary>
/// <param name="Rate">Where no rule matches.</param>
/// <param name="Rules">Those in force; never more than <see cref="CommissionRules.MaxRules"/>.</param>
public sealed record CommissionTable(Rate Rate, IReadOnlyList<CommissionRuleRecord> Rules);

/// <summary>What a merchant pays for a sale right now.</summary>
/// <param name="Terms">The terms.</param>
/// <param name="Currency">Which currency their amounts are in.</param>
public sealed record OwnCommission(CommissionTerms Terms, Currency Currency);

/// <summary>What a rule would have changed for one merchant.</summary>
/// <param name="Merchant">The merchant.</param>
/// <param name="Sales">How many of its sales the rule would have been for.</param>
/// <param name="Sold">What they brought.</param>
/// <param name="Before">What the platform kept of them.</param>
/// <param name="After">What it would have kept.</param>
public sealed record CommissionEffect(MerchantSummary Merchant, int Sales, Money Sold, Money Before, Money After);

/// <summary>A rule tried on last month's sales.</summary>
/// <param name="From">The first instant of that month, UTC.</param>
/// <param name="Until">The first instant after it.</param>
/// <param name="Effects">By merchant, the largest change first; at most <see cref="MaxEffects"/>.</param>
/// <param name="Merchants">How many merchants the rule would have been for.</param>
public sealed record CommissionPreview(
    DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<CommissionEffect> Effects, int Merchants)
{
    public const int MaxEffects = 50;
}

/// <summary>Tells what the platform keeps, and what a rule would change.</summary>
public sealed class CommissionQueries(GiftCardsDatabase database, CommissionRules rules, TimeProvider time)
{
    /// <summary>The rate and the rules in force. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<CommissionTable>> TableAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Commission) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // The rules are the platform's own.
        var all = await CommissionRules.InForceAsync(context, cancellationToken);
        var ids = all.Where(rule => rule.OnlyMerchant is not null).Select(rule => rule.OnlyMerchant!.Value).ToList();
        var merchants = await context.Merchants.AsNoTracking()
            .Where(merchant => ids.Contains(merchant.Id))
            .ToDictionaryAsync(merchant => merchant.Id, MerchantSummary.Of, cancellationToken);
        return new CommissionTable(
            await rules.DefaultAsync(context, cancellationToken),
            all.ConvertAll(rule => new CommissionRuleRecord(
                rule, rule.OnlyMerchant is { } id ? merchants.GetValueOrDefault(id) : null)));
    }

    /// <summary>
    /// The merchant of a short name that was typed; null for nothing typed and for a name that nobody has. Errors:
    /// <c>forbidden</c>.
    /// </summary>
    public async Task<Result<MerchantId?>> FindMerchantAsync(
        Actor actor, string? slug, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Commission) is { } refused)
        {
            return refused;
        }

        var wanted = slug?.Trim();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one short name.
        return await context.Merchants.Where(merchant => merchant.Slug == wanted)
            .Select(merchant => (MerchantId?)merchant.Id)
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What the actor's own merchant pays for a sale made now. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<OwnCommission>> OwnAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsRead, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var currency = await context.Merchants.Where(row => row.Id == merchant)
            .Select(row => row.Currency)
            .SingleAsync(cancellationToken);
        return new OwnCommission(
            await rules.ForAsync(context, merchant, time.GetInstant(), cancellationToken), currency);
    }

    /// <summary>
    /// What a rule in that place would have changed of last calendar month's sales (UTC), as if a campaign had been on.
    /// A merchant's volume is what it sold in that month. Other sales keep what was kept of them. Errors:
    /// <c>forbidden</c>, those of the draft.
    /// </summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="draft">What the rule says.</param>
    /// <param name="rule">The rule whose place and wording it takes; null for one that is asked last.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Result<CommissionPreview>> PreviewAsync(
        Actor actor, CommissionRuleDraft draft, CommissionRuleId? rule, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Commission) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see the sales of all merchants.
        if (await draft.RefuseAsync(context, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var now = time.GetInstant();
        var until = new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var from = until.AddMonths(-1);
        var all = await CommissionRules.InForceAsync(context, cancellationToken);
        var tried = draft.ToRule(int.MaxValue, now);
        var at = rule is { } one ? all.FindIndex(other => other.Id == one) : -1;
        var earlier = at < 0 ? all : all.Take(at).ToList();
        var effects = await EffectsAsync(context, earlier, tried, from, until, cancellationToken);
        return new CommissionPreview(
            from,
            until,
            [.. effects
                .OrderByDescending(effect => Math.Abs((effect.After - effect.Before).Minor))
                .ThenBy(effect => effect.Merchant.Name, StringComparer.Ordinal)
                .Take(CommissionPreview.MaxEffects)],
            effects.Count);
    }

    private static async Task<List<CommissionEffect>> EffectsAsync(
        GiftCardsDbContext context,
        IReadOnlyList<CommissionRule> earlier,
        CommissionRule tried,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        // Sales of one price have one commission, so that a busy month is few rows.
        var sales = await context.Sales.AsNoTracking()
            .Where(sale => sale.At >= from && sale.At < until && sale.MerchantId != MerchantId.Platform)
            .GroupBy(sale => new { sale.MerchantId, sale.Currency, sale.GrossMinor })
            .Select(group => new
            {
                group.Key.MerchantId,
                group.Key.Currency,
                group.Key.GrossMinor,
                Count = group.Count(),
                Kept = group.Sum(sale => sale.CommissionMinor),
            })
            .ToListAsync(cancellationToken);
        var ids = sales.Select(sale => sale.MerchantId).Distinct().ToList();
        var merchants = await context.Merchants.AsNoTracking()
            .Where(merchant => ids.Contains(merchant.Id))
            .ToDictionaryAsync(merchant => merchant.Id, cancellationToken);
        List<CommissionEffect> effects = [];
        foreach (var own in sales.GroupBy(sale => new { sale.MerchantId, sale.Currency }))
        {
            var merchant = merchants[own.Key.MerchantId];
            var volume = own.Sum(sale => sale.GrossMinor * sale.Count);
            var month = new CommissionCase(
                merchant.Id, merchant.Category, own.Key.Currency, volume, until.AddTicks(-1));
            if (!tried.Matches(month, withDates: false) || earlier.Any(rule => rule.Matches(month)))
            {
                continue;
            }

            var after = own.Sum(sale =>
                tried.Terms().Of(new Money(sale.GrossMinor, own.Key.Currency)).Minor * sale.Count);
            effects.Add(new CommissionEffect(
                MerchantSummary.Of(merchant),
                own.Sum(sale => sale.Count),
                new Money(volume, own.Key.Currency),
                new Money(own.Sum(sale => sale.Kept), own.Key.Currency),
                new Money(after, own.Key.Currency)));
        }

        return effects;
    }
}
