using GiftCards.Core.Common;

namespace GiftCards.Core.Exports;

/// <summary>How far a file is.</summary>
public enum ExportState
{
    Waiting,
    Running,
    Done,
    Failed,
}

/// <summary>
/// A long list that is written in the background: what was asked for, how far it is, and for a week the file, whose
/// bytes lie encrypted beside those of other private files. It is whose asked for it, and nobody else's.
/// </summary>
public sealed class ListExport
{
    /// <summary>How long a file is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>How long nobody hears of a node that writes before another one takes over.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whose list it is; the platform for those who run it.</summary>
    public required MerchantId MerchantId { get; init; }

    public required ExportId Id { get; init; }

    public required UserId RequestedBy { get; init; }

    /// <summary>The name of the list.</summary>
    public required string List { get; init; }

    public required ExportFormat Format { get; init; }

    /// <summary>The filters as JSON, encrypted: they may say who somebody is.</summary>
    public required string Filters { get; init; }

    public required string Language { get; init; }

    public required ExportState State { get; init; }

    /// <summary>Rows written so far.</summary>
    public required int Rows { get; init; }

    /// <summary>The code of what went wrong; null for nothing.</summary>
    public string? Failure { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the node that writes it was heard of last.</summary>
    public DateTimeOffset? BeatAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What the file is called; null until it is there.</summary>
    public string? FileName { get; init; }

    /// <summary>Bytes of the file; null until it is there.</summary>
    public int? Size { get; init; }
}
