namespace GiftCards.Core.Common;

/// <summary>Names a dispute of a payment, as we know it.</summary>
public readonly record struct DisputeId(Guid Value) : ITypedId<DisputeId>
{
    public static string Prefix => "dsp";

    public static DisputeId From(Guid value) => new(value);

    public static bool operator <(DisputeId left, DisputeId right) => left.Value < right.Value;

    public static bool operator >(DisputeId left, DisputeId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}
