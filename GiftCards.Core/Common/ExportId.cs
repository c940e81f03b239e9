namespace GiftCards.Core.Common;

/// <summary>Names a list that is written as a file in the background.</summary>
public readonly record struct ExportId(Guid Value) : ITypedId<ExportId>
{
    public static string Prefix => "exp";

    public static ExportId From(Guid value) => new(value);

    public override string ToString() => PublicId.Format(this);
}
