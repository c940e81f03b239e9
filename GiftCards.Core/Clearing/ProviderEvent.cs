namespace GiftCards.Core.Clearing;

/// <summary>What came of an event.</summary>
public enum EventOutcome
{
    /// <summary>Taken down, and not looked into yet.</summary>
    Received,

    /// <summary>Followed up; everything is in line with it.</summary>
    Handled,

    /// <summary>A sort of event that nothing here depends on.</summary>
    Ignored,

    /// <summary>About something that is not this application's.</summary>
    NotOurs,

    /// <summary>Of the other mode: test money where real money is taken, or the other way round.</summary>
    OtherMode,

    /// <summary>What it is about does not match; a person has to see to it.</summary>
    Unmatched,

    /// <summary>It could not be followed up; the provider sends it again, and we ask for it.</summary>
    Failed,
}

/// <summary>
/// An event that the payment provider sent, or that we fetched because it had not arrived. It is kept so that each is
/// followed up once, and so that an administrator sees what came and what came of it. What it was about is not kept.
/// </summary>
public sealed class ProviderEvent
{
    public required string Provider { get; init; }

    /// <summary>The provider's name of the event.</summary>
    public required string Id { get; init; }

    /// <summary>Our own name of the row, in the order of arrival.</summary>
    public required Guid Arrival { get; init; }

    /// <summary>What happened, in the provider's word.</summary>
    public required string Type { get; init; }

    /// <summary>The provider's name of what it is about.</summary>
    public string? Subject { get; init; }

    public EventOutcome Outcome { get; init; } = EventOutcome.Received;

    /// <summary>When it happened, by the provider's clock.</summary>
    public required DateTimeOffset HappenedAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? FollowedUpAt { get; init; }

    /// <summary>How often it arrived.</summary>
    public int Deliveries { get; init; } = 1;
}
