using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Commissions;

/// <summary>The platform's rate where no rule matches, once an administrator has set it; one row.</summary>
public sealed class CommissionDefault
{
    /// <summary>The only row's key.</summary>
    public const int OnlyId = 1;

    public required int Id { get; init; }

    public required int RatePartsPerMillion { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>
/// Who pays another commission than the global one, and how much. Of the rules in force the first that matches counts,
/// in the order of their positions. A rule that ended stays, because sales name it.
/// </summary>
public sealed class CommissionRule
{
    public required CommissionRuleId Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Its place among the rules; the smallest is asked first.</summary>
    public required int Position { get; set; }

    /// <summary>Only this sort of business; null for every.</summary>
    public MerchantCategory? Category { get; set; }

    /// <summary>Only this merchant; null for every.</summary>
    public MerchantId? OnlyMerchant { get; set; }

    /// <summary>Only sales in this currency, which every amount of the rule is in; null for every.</summary>
    public Currency? Currency { get; set; }

    /// <summary>
    /// Only merchants that sold at least this much in the last 30 days, in minor units; null for every.
    /// </summary>
    public long? VolumeMinor { get; set; }

    /// <summary>The first instant of a campaign; null for one without a beginning.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>The first instant after a campaign; null for one without an end.</summary>
    public DateTimeOffset? Until { get; set; }

    public required int RatePartsPerMillion { get; set; }

    /// <summary>In minor units.</summary>
    public long FixedMinor { get; set; }

    /// <summary>In minor units; null for none.</summary>
    public long? MinimumMinor { get; set; }

    /// <summary>In minor units; null for none.</summary>
    public long? MaximumMinor { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Counts changes, so that nobody overwrites what they have not seen.</summary>
    public int Version { get; set; }

    /// <summary>Whether it matches a sale.</summary>
    internal bool Matches(CommissionCase sale) => Matches(sale, withDates: true);

    /// <summary>The same; a preview asks as if a campaign had been on.</summary>
    internal bool Matches(CommissionCase sale, bool withDates) =>
        (Category is null || Category == sale.Category)
        && (OnlyMerchant is null || OnlyMerchant == sale.Merchant)
        && (Currency is null || Currency == sale.Currency)
        && (VolumeMinor is null || sale.VolumeMinor >= VolumeMinor)
        && (!withDates || ((From is null || From <= sale.At) && (Until is null || Until > sale.At)));

    /// <summary>What it asks for, and why.</summary>
    internal CommissionTerms Terms() => new(RatePartsPerMillion)
    {
        FixedMinor = FixedMinor,
        MinimumMinor = MinimumMinor,
        MaximumMinor = MaximumMinor,
        Rule = Id.ToString(),
        RuleName = Name,
        Because = string.Join(',', Conditions()),
    };

    private IEnumerable<string> Conditions()
    {
        if (OnlyMerchant is not null)
        {
            yield return "merchant";
        }

        if (Category is not null)
        {
            yield return "category";
        }

        if (VolumeMinor is not null)
        {
            yield return "volume";
        }

        if (From is not null || Until is not null)
        {
            yield return "campaign";
        }

        if (Currency is not null)
        {
            yield return "currency";
        }
    }
}

/// <summary>What a rule looks at.</summary>
/// <param name="Merchant">Whose sale it is.</param>
/// <param name="Category">What sort of business that is.</param>
/// <param name="Currency">The sale's currency.</param>
/// <param name="VolumeMinor">What the merchant sold in the last 30 days, in minor units of it.</param>
/// <param name="At">When.</param>
internal sealed record CommissionCase(
    MerchantId Merchant, MerchantCategory Category, Currency Currency, long VolumeMinor, DateTimeOffset At);

/// <summary>What the platform kept of a redemption of one of its own cards, and why. Written once.</summary>
public sealed class RedemptionCommission
{
    public required MerchantId MerchantId { get; init; }

    /// <summary>The redemption's journal entry.</summary>
    public required EntryId EntryId { get; init; }

    public required Currency Currency { get; init; }

    public required long GrossMinor { get; init; }

    public required long CommissionMinor { get; init; }

    public required CommissionTerms Terms { get; init; }

    public required DateTimeOffset At { get; init; }
}
