namespace GiftCards.Core.Common;

/// <summary>Names a seasonal campaign of a merchant.</summary>
public readonly record struct CampaignId(Guid Value) : ITypedId<CampaignId>
{
    public static string Prefix => "cmp";

    public static CampaignId From(Guid value) => new(value);

    public static bool operator <(CampaignId left, CampaignId right) => left.Value < right.Value;

    public static bool operator >(CampaignId left, CampaignId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>Names a list of cards that are issued from a file.</summary>
public readonly record struct BulkId(Guid Value) : ITypedId<BulkId>
{
    public static string Prefix => "blk";

    public static BulkId From(Guid value) => new(value);

    public static bool operator <(BulkId left, BulkId right) => left.Value < right.Value;

    public static bool operator >(BulkId left, BulkId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}
