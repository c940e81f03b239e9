namespace GiftCards.Core.Common;

/// <summary>Names an entry of the audit trail.</summary>
public readonly record struct AuditEntryId(Guid Value) : ITypedId<AuditEntryId>
{
    public static string Prefix => "aud";

    public static AuditEntryId From(Guid value) => new(value);

    public static bool operator <(AuditEntryId left, AuditEntryId right) => left.Value < right.Value;

    public static bool operator >(AuditEntryId left, AuditEntryId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}
