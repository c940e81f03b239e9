namespace GiftCards.Core.Ledger;

/// <summary>
/// One time that the books were proven, kept so that everybody sees when that was and what came of it.
/// </summary>
public sealed class LedgerCheck
{
    /// <summary>For how long it is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public required Guid Id { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Who asked for it, see <see cref="Common.Actor.Label"/>.</summary>
    public required string ActorLabel { get; init; }

    public required IReadOnlyList<LedgerCheckFinding> Findings { get; init; }
}

/// <summary>What one check found of one invariant.</summary>
public sealed class LedgerCheckFinding
{
    public required Guid CheckId { get; init; }

    /// <summary>Position in the list of invariants, from 0.</summary>
    public required int Line { get; init; }

    /// <summary>See <see cref="InvariantFinding.Name"/>.</summary>
    public required string Name { get; init; }

    public required long Checked { get; init; }

    public required long Breaches { get; init; }

    /// <summary>See <see cref="InvariantFinding.Detail"/>.</summary>
    public string? Detail { get; init; }
}
