namespace GiftCards.Core.Jobs;

/// <summary>How the last run of a job went, on whichever node.</summary>
public sealed class JobRun
{
    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it runs, or when its node died in it.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The kind of failure; null when it went well.</summary>
    public string? Failure { get; init; }

    /// <summary>How often it has failed in a row.</summary>
    public int FailuresInARow { get; init; }
}
