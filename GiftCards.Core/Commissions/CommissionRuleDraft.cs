using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Commissions;

/// <summary>What somebody who runs the platform writes into a rule. Amounts are in the rule's currency.</summary>
/// <param name="Name">What it is called; merchants read it.</param>
/// <param name="RatePartsPerMillion">The share, in parts per million.</param>
public sealed record CommissionRuleDraft(string Name, int RatePartsPerMillion)
{
    public MerchantCategory? Category { get; init; }

    public MerchantId? Merchant { get; init; }

    public Currency? Currency { get; init; }

    /// <summary>What a merchant must have sold in the last 30 days, in minor units.</summary>
    public long? VolumeMinor { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }

    public long FixedMinor { get; init; }

    public long? MinimumMinor { get; init; }

    public long? MaximumMinor { get; init; }

    /// <summary>The first thing that is wrong with it; null when nothing is.</summary>
    internal async Task<DomainError?> RefuseAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        if (TextRules.RefuseName(Name, "name") is { } wrong)
        {
            return wrong;
        }

        if (RatePartsPerMillion is < 0 or > 1_000_000)
        {
            return new InvalidRequest("rate", InvalidReason.Choice);
        }

        var amounts = new (string Field, long? Minor)[]
        {
            ("volume", VolumeMinor), ("fixed", FixedMinor), ("minimum", MinimumMinor), ("maximum", MaximumMinor),
        };
        foreach (var (field, minor) in amounts)
        {
            if (minor is < 0 or > AmountLimits.LargestMinor)
            {
                return new InvalidRequest(field, InvalidReason.Malformed);
            }
        }

        if (Currency is null && amounts.Any(amount => amount.Minor is > 0))
        {
            return new InvalidRequest("currency", InvalidReason.Required);
        }

        if (MinimumMinor > MaximumMinor)
        {
            return new InvalidRequest("maximum", InvalidReason.Choice);
        }

        if (From >= Until)
        {
            return new InvalidRequest("until", InvalidReason.Choice);
        }

        return Merchant is { } one && !await context.Merchants.AnyAsync(row => row.Id == one, cancellationToken)
            ? new InvalidRequest("merchant", InvalidReason.Choice)
            : null;
    }

    internal void WriteTo(CommissionRule rule)
    {
        rule.Name = Name.Trim();
        rule.Category = Category;
        rule.OnlyMerchant = Merchant;
        rule.Currency = Currency;
        rule.VolumeMinor = VolumeMinor;
        rule.From = From;
        rule.Until = Until;
        rule.RatePartsPerMillion = RatePartsPerMillion;
        rule.FixedMinor = FixedMinor;
        rule.MinimumMinor = MinimumMinor;
        rule.MaximumMinor = MaximumMinor;
    }

    /// <summary>A rule of this wording that nobody has written yet.</summary>
    internal CommissionRule ToRule(int position, DateTimeOffset now)
    {
        var rule = new CommissionRule
        {
            Id = PublicId.New<CommissionRuleId>(now),
            Name = Name,
            Position = position,
            RatePartsPerMillion = RatePartsPerMillion,
            CreatedAt = now,
        };
        WriteTo(rule);
        return rule;
    }

    /// <summary>What the audit trail keeps of a rule.</summary>
    internal static object Told(CommissionRule rule) => new
    {
        Rate = rule.RatePartsPerMillion,
        rule.FixedMinor,
        rule.MinimumMinor,
        rule.MaximumMinor,
        rule.VolumeMinor,
        Currency = rule.Currency?.Code,
        rule.Category,
        Merchant = rule.OnlyMerchant,
        rule.From,
        rule.Until,
    };
}
