using GiftCards.Core.Common;

namespace GiftCards.Core.Privacy;

/// <summary>Whoever works for a merchant, or runs the platform, lets go of that first.</summary>
public sealed record AccountAtWork() : DomainError("account_at_work", ErrorKind.Conflict);

/// <summary>Something of theirs is under way: a purchase, or a card that waits to be accepted.</summary>
public sealed record AccountBusy() : DomainError("account_busy", ErrorKind.Conflict);

/// <summary>There is value in the wallet, and they have not said that they know it leaves them.</summary>
public sealed record AccountHasValue() : DomainError("account_has_value", ErrorKind.Conflict);
