namespace GiftCards.Core.Common;

/// <summary>Names a rule about what the platform keeps of sales.</summary>
public readonly record struct CommissionRuleId(Guid Value) : ITypedId<CommissionRuleId>
{
    public static string Prefix => "cru";

    public static CommissionRuleId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}
