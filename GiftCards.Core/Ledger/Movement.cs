using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Ledger;

/// <summary>What becomes of a card's status when a movement goes through.</summary>
public enum StatusRule
{
    /// <summary>Stays as it is.</summary>
    Keep,

    /// <summary>
    /// What the amounts then say: active when nothing is spent, fully used when nothing is left, else partially used.
    /// </summary>
    ByAmounts,

    /// <summary>Staff stop its use.</summary>
    Blocked,

    /// <summary>Its validity ended.</summary>
    Expired,

    /// <summary>It is ended for good; its code is forgotten.</summary>
    Cancelled,
}

/// <summary>
/// One change of one card's value, or its issue, with everything that must be true for it and everything that is
/// written with it. All operations on a card have this shape, and <see cref="MovementEngine"/> applies them all.
/// </summary>
public sealed record Movement
{
    /// <summary>Whose card it is; the entry names the merchant where it happened.</summary>
    public required MerchantId Merchant { get; init; }

    public required CardId Card { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>
    /// The card's own row, where this movement issues it: written as it is, there is nothing to guard yet. The key is
    /// remembered with the card then, and a code that another card has refuses the movement as a guard would.
    /// </summary>
    public object? NewCard { get; init; }

    /// <summary>Signed change of the balance, in minor units.</summary>
    public required long BalanceDelta { get; init; }

    /// <summary>Signed change of what is held, in minor units.</summary>
    public long HeldDelta { get; init; }

    /// <summary>Signed change of what was spent so far, in minor units; more than zero counts as a use.</summary>
    public long SpentDelta { get; init; }

    public required StatusRule Status { get; init; }

    /// <summary>A new end of validity, where there is one; it never comes earlier by this.</summary>
    public ValidityChange? Validity { get; init; }

    public required MovementGuard Guard { get; init; }

    /// <summary>
    /// The journal entry; its first card's side is this card's, and the engine takes down there how the card stands
    /// afterwards.
    /// </summary>
    public required JournalEntry Entry { get; init; }

    /// <summary>The caller's key, remembered with the transaction it made.</summary>
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>A one-time token that this movement uses up; used before, the movement does not happen.</summary>
    public string? OneTimeToken { get; init; }

    /// <summary>
    /// A guarded change of another row in the same transaction, such as of a hold. It runs once the card's row is
    /// changed and thereby locked; when it answers false the whole movement is undone, as if the card's own guard had
    /// refused.
    /// </summary>
    public Func<GiftCardsDbContext, CancellationToken, Task<bool>>? Along { get; init; }

    /// <summary>Further rows that belong into the same commit, such as messages of the outbox.</summary>
    public IReadOnlyList<object> Beside { get; init; } = [];
}

/// <summary>In which state a card must be for a movement.</summary>
public enum CardCondition
{
    /// <summary>
    /// It can be spent: active or partially used, valid, neither frozen nor in transfer, and not a one-service card
    /// that had its service.
    /// </summary>
    Usable,

    /// <summary>The same, or it was spent whole.</summary>
    UsableOrUsedUp,

    /// <summary>
    /// Whatever state it is in; for movements that a version guards, or that only free what was held.
    /// </summary>
    Any,
}

/// <summary>What the database itself checks in the same statement that changes the card.</summary>
/// <param name="Now">The instant at which the card must still be valid.</param>
public sealed record MovementGuard(DateTimeOffset Now)
{
    public CardCondition Condition { get; init; } = CardCondition.Usable;

    /// <summary>What must be available, in minor units.</summary>
    public long AtLeast { get; init; }

    /// <summary>What must be available to the unit, where the amount was worked out from it.</summary>
    public long? Exactly { get; init; }

    /// <summary>
    /// The version at which the use case looked; any change of the card since then refuses the movement.
    /// </summary>
    public int? Version { get; init; }

    /// <summary>The card must be just as the use case saw it, whatever state that was.</summary>
    public static MovementGuard Unchanged(DateTimeOffset now, int version) =>
        new(now) { Condition = CardCondition.Any, Version = version };
}

/// <summary>A new end of a card's validity; it counts only where it lies later than the present one.</summary>
/// <param name="ExpiresAt">The first instant after it; null for a card that does not expire.</param>
public sealed record ValidityChange(DateTimeOffset? ExpiresAt);

/// <summary>What became of a movement.</summary>
public abstract record MovementOutcome
{
    private MovementOutcome()
    {
    }

    /// <summary>It is committed.</summary>
    public sealed record Applied(CardTransaction Transaction) : MovementOutcome;

    /// <summary>The guard said no; nothing was written. Look at the card to say why.</summary>
    public sealed record Guarded : MovementOutcome;

    /// <summary>The key had this effect before; nothing was written.</summary>
    public sealed record Repeated(TransactionId Transaction) : MovementOutcome;

    /// <summary>The key was used for something else; nothing was written.</summary>
    public sealed record KeyReused : MovementOutcome;

    /// <summary>The one-time token was used before; nothing was written.</summary>
    public sealed record TokenUsed : MovementOutcome;

    /// <summary>Too many movements wait already; nothing was written.</summary>
    public sealed record Busy : MovementOutcome;

    /// <summary>The application is ending; nothing was written.</summary>
    public sealed record Stopping : MovementOutcome;
}
