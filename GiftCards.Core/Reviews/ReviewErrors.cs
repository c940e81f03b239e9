using GiftCards.Core.Common;

namespace GiftCards.Core.Reviews;

/// <summary>Only who bought from the merchant, or spent a card there, reviews it.</summary>
public sealed record ReviewNotBought() : DomainError("review_not_bought", ErrorKind.Refused);

/// <summary>Who works for a merchant does not review it.</summary>
public sealed record ReviewOwnMerchant() : DomainError("review_own_merchant", ErrorKind.Refused);
