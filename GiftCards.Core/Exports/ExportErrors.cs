using GiftCards.Core.Common;

namespace GiftCards.Core.Exports;

/// <summary>The list has more rows than a file of this kind may hold.</summary>
/// <param name="Most">The limit.</param>
public sealed record ExportTooLarge(int Most) : DomainError("export_too_large", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Most];
}
