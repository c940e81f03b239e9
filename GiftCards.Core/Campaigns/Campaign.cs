using GiftCards.Core.Common;

namespace GiftCards.Core.Campaigns;

/// <summary>What a campaign gives to whoever buys a card while it runs.</summary>
public enum CampaignKind
{
    /// <summary>The card holds more than was paid.</summary>
    Bonus,

    /// <summary>Less is paid than the card holds.</summary>
    Discount,

    /// <summary>A design that is offered only then; amounts stay as they are.</summary>
    Design,
}

/// <summary>
/// A merchant's seasonal offer on new cards, from the beginning of one of its local days through the end of another.
/// What it gives beyond the price is the merchant's promotion; the platform's commission is on the price.
/// </summary>
public sealed class Campaign
{
    public const int MaxPercent = 50;

    /// <summary>How many of a merchant's campaigns may run or be to come; each is looked at with every price.</summary>
    public const int MostAhead = 40;

    public required MerchantId MerchantId { get; init; }

    public required CampaignId Id { get; init; }

    /// <summary>What buyers read, in the merchant's own words.</summary>
    public required string Name { get; set; }

    public required CampaignKind Kind { get; set; }

    /// <summary>Bonus or discount in whole percents of the amount chosen, 1 to <see cref="MaxPercent"/>; else 0.</summary>
    public required int Percent { get; set; }

    /// <summary>The design that is offered, the merchant's picture or one of ours; null for other kinds.</summary>
    public string? Design { get; set; }

    /// <summary>The smallest amount it counts for, in minor units; 0 for every amount.</summary>
    public required long MinAmountMinor { get; set; }

    /// <summary>Its first local day.</summary>
    public required DateOnly FirstDay { get; set; }

    /// <summary>Its last local day.</summary>
    public required DateOnly LastDay { get; set; }

    /// <summary>The first instant of its first day.</summary>
    public required DateTimeOffset StartsAt { get; set; }

    /// <summary>The first instant after it; moved forward when it is stopped. Who changes it guards it.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether it was stopped before its time.</summary>
    public bool IsStopped { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether it changes what a card costs or holds.</summary>
    public bool IsOfValue => Kind is CampaignKind.Bonus or CampaignKind.Discount;

    public bool RunsAt(DateTimeOffset now) => StartsAt <= now && now < EndsAt;
}

/// <summary>What one new card costs and holds.</summary>
/// <param name="Price">What the buyer pays, P.</param>
/// <param name="Value">What the card holds, V, never less.</param>
/// <param name="Campaign">Which campaign made the difference; null for none.</param>
public sealed record CardPrice(Money Price, Money Value, Campaign? Campaign)
{
    /// <summary>What the merchant gives on top.</summary>
    public Money Given => Value - Price;

    /// <summary>
    /// The price of a card for which a buyer chose an amount. Percentages round half to even, once; a price that the
    /// currency's payments could not take is rounded down to one that they can, in the buyer's favour.
    /// </summary>
    public static CardPrice Of(Money chosen, Campaign? campaign)
    {
        if (campaign is not { IsOfValue: true } || chosen.Minor < campaign.MinAmountMinor)
        {
            return new CardPrice(chosen, chosen, null);
        }

        var part = new Rate(campaign.Percent * 10_000).Of(chosen);
        if (campaign.Kind == CampaignKind.Bonus)
        {
            return new CardPrice(chosen, chosen + part, campaign);
        }

        var price = (chosen - part).Minor;
        price -= price % chosen.Currency.SmallestStep;
        return price > 0
            ? new CardPrice(new Money(price, chosen.Currency), chosen, campaign)
            : new CardPrice(chosen, chosen, null);
    }
}
