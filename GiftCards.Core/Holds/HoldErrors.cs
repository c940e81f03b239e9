using GiftCards.Core.Common;

namespace GiftCards.Core.Holds;

/// <summary>The hold was captured or released, or its time ran out.</summary>
public sealed record HoldNotActive() : DomainError("hold_not_active", ErrorKind.Conflict);
