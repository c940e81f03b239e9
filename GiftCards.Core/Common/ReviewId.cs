namespace GiftCards.Core.Common;

/// <summary>Names what somebody wrote about a merchant.</summary>
public readonly record struct ReviewId(Guid Value) : ITypedId<ReviewId>
{
    public static string Prefix => "rev";

    public static ReviewId From(Guid value) => new(value);

    public static bool operator <(ReviewId left, ReviewId right) => left.Value < right.Value;

    public static bool operator >(ReviewId left, ReviewId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}
