using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Bulk;

/// <summary>How far a list of cards has come.</summary>
public enum BulkStatus
{
    /// <summary>Looked through, nothing is issued yet.</summary>
    Draft,
    Running,

    /// <summary>Every row has its card, or the reason why it has none.</summary>
    Finished,

    /// <summary>Stopped by a person; rows that have cards keep them, and the rest can follow.</summary>
    Stopped,
}

/// <summary>
/// Cards that are issued from a file. The same file at the same merchant is the same list, however often it is handed
/// in, and each row has one key, so that no interruption and no repetition issues a card twice.
/// </summary>
public sealed class BulkIssue : IBulkWork
{
    public const int MaxRows = 2_000;
    public const int MaxBytes = 1_048_576;

    public required MerchantId MerchantId { get; init; }

    public required BulkId Id { get; init; }

    /// <summary>What its owner calls the file.</summary>
    public required string FileName { get; init; }

    /// <summary>SHA-256 of source and file.</summary>
    public required byte[] FileHash { get; init; }

    public required CardSource Source { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>Who handed it in, and under whose rights the cards are issued.</summary>
    public required UserId CreatedBy { get; init; }

    public BulkStatus Status { get; set; } = BulkStatus.Draft;

    public required int RowCount { get; init; }

    /// <summary>Value of the rows without fault together, in minor units.</summary>
    public required long TotalMinor { get; init; }

    /// <summary>Rows that the first look found fault with; with one of them nothing is issued.</summary>
    public required int FaultCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>What became of a row.</summary>
public enum BulkRowState
{
    Waiting,
    Issued,

    /// <summary>The use case refused it; <see cref="BulkRow.Problem"/> says why.</summary>
    Refused,

    /// <summary>It could not be read, or no card may be like this.</summary>
    Faulty,
}

/// <summary>One line of such a file.</summary>
public sealed class BulkRow
{
    public required MerchantId MerchantId { get; init; }

    public required BulkId BulkId { get; init; }

    /// <summary>Its line in the file, the first after the heading is 2.</summary>
    public required int Line { get; init; }

    public required long AmountMinor { get; init; }

    public string? RecipientName { get; init; }

    public string? RecipientEmail { get; init; }

    public string? Message { get; init; }

    public required string Language { get; init; }

    public required BulkRowState State { get; set; }

    /// <summary>The stable code of what stands against it; null for nothing.</summary>
    public string? Problem { get; set; }

    /// <summary>The column that is at fault, where one is.</summary>
    public string? Field { get; set; }

    public CardId? CardId { get; set; }
}
