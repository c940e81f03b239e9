using GiftCards.Core.Common;

namespace GiftCards.Core.Reviews;

/// <summary>Whether everybody sees a review.</summary>
public enum ReviewStatus
{
    Shown,

    /// <summary>Those who run the platform took it off the page; it does not count for the average.</summary>
    Hidden,
}

/// <summary>
/// What somebody who bought from a merchant, or spent a card there, says of it; one for each person. The author's name
/// is read from their account, so that it goes when they go.
/// </summary>
public sealed class Review
{
    public const int Worst = 1;
    public const int Best = 5;
    public const int MaxText = 2_000;

    public required MerchantId MerchantId { get; init; }

    public required ReviewId Id { get; init; }

    public required UserId AuthorId { get; init; }

    /// <summary>Stars, 1 to 5.</summary>
    public required int Rating { get; set; }

    public required string Text { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>What the merchant says to it; null for nothing.</summary>
    public string? Reply { get; set; }

    public DateTimeOffset? RepliedAt { get; set; }

    public ReviewStatus Status { get; set; } = ReviewStatus.Shown;

    /// <summary>Since when somebody waits for it to be looked at; null when nobody does.</summary>
    public DateTimeOffset? ReportedAt { get; set; }

    public bool IsEdited => UpdatedAt > CreatedAt;
}

/// <summary>Why somebody thinks that a review should go.</summary>
public enum ReportReason
{
    Spam,
    Offensive,
    Private,
    Untrue,
}

/// <summary>Somebody asks those who run the platform to look at a review; once for each person.</summary>
public sealed class ReviewReport
{
    public required MerchantId MerchantId { get; init; }

    public required ReviewId ReviewId { get; init; }

    public required UserId ReporterId { get; init; }

    public required ReportReason Reason { get; set; }

    public required DateTimeOffset At { get; set; }
}
