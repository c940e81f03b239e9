using GiftCards.Core.Common;

namespace GiftCards.Core.Campaigns;

/// <summary>The dates of one campaign overlap those of another that changes prices or values as well.</summary>
/// <param name="Name">The other one's.</param>
public sealed record CampaignOverlaps(string Name) : DomainError("campaign_overlaps", ErrorKind.Conflict)
{
    public override IReadOnlyList<object> Arguments => [Name];
}

/// <summary>The campaign is over, or was stopped: nothing about it changes any more.</summary>
public sealed record CampaignOver() : DomainError("campaign_over", ErrorKind.Conflict);

/// <summary>
/// The campaign runs: what it gives, for which amounts and since when was told to buyers and stays.
/// </summary>
/// <param name="Part">The field that was to change.</param>
public sealed record CampaignRuns(string Part) : DomainError("campaign_running", ErrorKind.Conflict)
{
    public override string Field => Part;
}
