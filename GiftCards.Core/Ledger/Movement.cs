using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>What becomes of a card's status when a movement goes through.</summary>
public enum StatusRule
{
    /// <summary>Stays as it is.</summary>
    Keep,

    /// <summary>Value was spent: fully used when nothing is left, else partially used.</summary>
    Spend,
}

/// <summary>
/// One change of one card's value, with everything that must be true for it and everything that is written with it.
/// All operations on a card have this shape, and <see cref="MovementEngine"/> applies them all.
/// </summary>
public sealed record Movement
{
    public required MerchantId Merchant { get; init; }

    public required CardId Card { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>Signed change of the balance, in minor units.</summary>
    public required long BalanceDelta { get; init; }

    /// <summary>Signed change of what is held, in minor units.</summary>
    public long HeldDelta { get; init; }

    public required StatusRule Status { get; init; }

    public required MovementGuard Guard { get; init; }

    /// <summary>Makes the journal entry once the card's new standing is known.</summary>
    public required Func<CardStanding, JournalEntry> Entry { get; init; }

    /// <summary>The caller's key, remembered with the transaction it made.</summary>
    public IdempotencyKey? Idempotency { get; init; }

    /// <summary>A one-time token that this movement uses up; used before, the movement does not happen.</summary>
    public string? OneTimeToken { get; init; }

    /// <summary>Makes further rows that belong into the same commit, such as messages of the outbox.</summary>
    public Func<CardTransaction, IEnumerable<object>> Beside { get; init; } = _ => [];
}

/// <summary>What the database itself checks in the same statement that changes the card.</summary>
/// <param name="Now">The instant at which the card must still be valid.</param>
/// <param name="AtLeast">What must be available, in minor units.</param>
/// <param name="Exactly">What must be available to the unit, where the amount was worked out from it; else
/// null.</param>
public sealed record MovementGuard(DateTimeOffset Now, long AtLeast, long? Exactly);

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
}
