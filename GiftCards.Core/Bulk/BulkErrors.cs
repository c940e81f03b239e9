using GiftCards.Core.Common;

namespace GiftCards.Core.Bulk;

/// <summary>The file is no list of cards: not text, too large, without the columns that are needed, or empty.</summary>
public sealed record BulkFileUnreadable(int MaxRows) : DomainError("bulk_file_unreadable", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [MaxRows];
}

/// <summary>Rows of the file are at fault; nothing is issued while one is.</summary>
public sealed record BulkRowsFaulty(int Count) : DomainError("bulk_rows_faulty", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Count];
}
