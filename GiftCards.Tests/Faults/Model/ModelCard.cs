using System.Collections.Immutable;
using GiftCards.Core.Common;

namespace GiftCards.Tests.Faults.Model;

/// <summary>Under which rules the cards of a history are sold.</summary>
public sealed record ModelRules
{
    public bool PartialUse { get; init; } = true;

    public bool SeveralServices { get; init; } = true;

    public long? MinimumPurchase { get; init; }

    public bool LoadUsedUp { get; init; }

    public bool TopUpExtends { get; init; }

    /// <summary>Days of validity, in UTC; null for cards that never expire.</summary>
    public int? Days { get; init; }

    /// <summary>The most that one load may be, and the most that is corrected without a second person.</summary>
    public long Max { get; init; } = 5_000;

    public DateTimeOffset? ExpiryOf(DateTimeOffset now) =>
        Days is { } days ? new DateTimeOffset(now.UtcDateTime.Date.AddDays(days + 1), TimeSpan.Zero) : null;
}

/// <summary>A hold as the model knows it.</summary>
public sealed record ModelHold(long Minor, DateTimeOffset ExpiresAt, bool IsOpen)
{
    public bool IsActiveAt(DateTimeOffset now) => IsOpen && ExpiresAt > now;
}

/// <summary>All there is to know about a card.</summary>
public sealed record ModelCard(ModelRules Rules)
{
    public long Balance { get; init; }

    public long Held { get; init; }

    public long Spent { get; init; }

    /// <summary>What expiry took and nothing has brought back.</summary>
    public long Breakage { get; init; }

    /// <summary>What was paid at the counter and has not been given back there.</summary>
    public long Refundable { get; init; }

    public string Status { get; init; } = "active";

    public DateTimeOffset? ExpiresAt { get; init; }

    public ImmutableDictionary<HoldId, ModelHold> Holds { get; init; } = ImmutableDictionary<HoldId, ModelHold>.Empty;

    /// <summary>What can still be taken back of each redemption.</summary>
    public ImmutableDictionary<TransactionId, long> Sales { get; init; } = ImmutableDictionary<TransactionId, long>.Empty;

    public ImmutableHashSet<ApprovalId> Approved { get; init; } = [];

    public long Available => Balance - Held;

    public string StatusAt(DateTimeOffset now) =>
        Status is "active" or "partially_used" && ExpiresAt <= now ? "expired" : Status;

    public ModelCard ByAmounts() => this with
    {
        Status = Spent == 0 ? "active" : Balance == 0 ? "fully_used" : "partially_used",
    };

    /// <summary>Nothing is left and nothing is held.</summary>
    public ModelCard End(string status) => this with
    {
        Balance = 0,
        Held = 0,
        Status = status,
        Holds = Holds.ToImmutableDictionary(hold => hold.Key, hold => hold.Value with { IsOpen = false }),
    };
}

/// <summary>What the model says to a step: a refusal, a wait for a second person, or the card afterwards.</summary>
public sealed record Verdict(string? Code, ModelCard? After, long Minor)
{
    public const string Awaiting = "awaiting_approval";

    public static Verdict Done(ModelCard after, long minor) => new(null, after, minor);

    public static implicit operator Verdict(string code) => new(code, null, 0);
}
