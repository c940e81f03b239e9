namespace GiftCards.Core.Access;

/// <summary>How often something was tried within one window of time, seen by every node.</summary>
public sealed class AttemptCount
{
    /// <summary>What is counted and for whom, hashed where it names a person.</summary>
    public required string Subject { get; init; }

    public required DateTimeOffset WindowStart { get; init; }

    public int Count { get; set; }

    /// <summary>When the row may be swept away.</summary>
    public required DateTimeOffset EndsAt { get; init; }
}
