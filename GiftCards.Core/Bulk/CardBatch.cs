using GiftCards.Core.Common;

namespace GiftCards.Core.Bulk;

/// <summary>Names one thing that is done to many cards.</summary>
public readonly record struct BatchId(Guid Value) : ITypedId<BatchId>
{
    public static string Prefix => "bat";

    public static BatchId From(Guid value) => new(value);

    public static bool operator <(BatchId left, BatchId right) => left.Value < right.Value;

    public static bool operator >(BatchId left, BatchId right) => left.Value > right.Value;

    public override string ToString() => PublicId.Format(this);
}

/// <summary>What can be done to many cards at once; none of it changes what they are worth.</summary>
public enum BatchAction
{
    Block,
    Unblock,

    /// <summary>Send each card's gift mail again, to the address it was meant for.</summary>
    SendAgain,
}

/// <summary>
/// One thing that is done to many cards. Which cards these are is settled when it is drafted, so that what was
/// confirmed is what happens, however the list changes meanwhile; it begins once, however often that is asked.
/// </summary>
public sealed class CardBatch : IBulkWork
{
    /// <summary>The most cards of one batch.</summary>
    public const int MaxCards = 2_000;

    public required MerchantId MerchantId { get; init; }

    public required BatchId Id { get; init; }

    public required BatchAction Action { get; init; }

    /// <summary>Why, for the journal of each card; null for mails, and before it begins.</summary>
    public string? Reason { get; set; }

    /// <summary>Who drafted it, and under whose rights it is done.</summary>
    public required UserId CreatedBy { get; init; }

    public BulkStatus Status { get; set; } = BulkStatus.Draft;

    public required int CardCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>What became of a card of a batch.</summary>
public enum BatchRowState
{
    Waiting,
    Done,

    /// <summary>The use case refused it; <see cref="CardBatchRow.Problem"/> says why.</summary>
    Refused,
}

/// <summary>One card of a batch.</summary>
public sealed class CardBatchRow
{
    public required MerchantId MerchantId { get; init; }

    public required BatchId BatchId { get; init; }

    /// <summary>Its turn, the first is 1.</summary>
    public required int Position { get; init; }

    public required CardId CardId { get; init; }

    public BatchRowState State { get; set; } = BatchRowState.Waiting;

    /// <summary>The stable code of what stood against it; null for nothing.</summary>
    public string? Problem { get; set; }
}

/// <summary>More cards were meant than can be dealt with at once.</summary>
/// <param name="Count">How many they are.</param>
/// <param name="Most">The limit.</param>
public sealed record TooManyCards(int Count, int Most) : DomainError("too_many_cards", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Count, Most];

    public override string? Field => "cards";
}
