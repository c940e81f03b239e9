using GiftCards.Core.Common;

namespace GiftCards.Core.Cards;

/// <summary>What was typed cannot be a code: not 8 to 32 letters or digits.</summary>
public sealed record CodeMalformed() : DomainError("code_malformed", ErrorKind.Refused)
{
    public override string? Field => "code";
}

/// <summary>No such card for this caller: unknown, or another merchant's.</summary>
public sealed record CardNotFound() : DomainError("card_not_found", ErrorKind.NotFound);

/// <summary>Staff or a dispute stopped the card.</summary>
public sealed record CardBlocked() : DomainError("card_blocked", ErrorKind.Refused);

/// <summary>The validity ended at <paramref name="ExpiredAt"/> (UTC).</summary>
public sealed record CardExpired(DateTimeOffset? ExpiredAt) : DomainError("card_expired", ErrorKind.Refused);

/// <summary>The card was ended for good.</summary>
public sealed record CardCancelled() : DomainError("card_cancelled", ErrorKind.Refused);

/// <summary>Everything on the card was spent.</summary>
public sealed record CardFullyUsed() : DomainError("card_fully_used", ErrorKind.Refused);

/// <summary>The card is on its way to somebody else.</summary>
public sealed record CardInTransfer() : DomainError("card_in_transfer", ErrorKind.Refused);

/// <summary>A card of the platform's that is good elsewhere: this merchant sells in another currency.</summary>
public sealed record ForeignCurrency(Currency Card, Currency Merchant)
    : DomainError("currency_mismatch", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Card.Code, Merchant.Code];

    public override string TextKey => "currency_mismatch.card";
}

/// <summary>More was asked than is available; carries what is.</summary>
public sealed record InsufficientBalance(Money Available) : DomainError("insufficient_balance", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Available];

    public override string? Field => "amount";
}

/// <summary>The card must be spent whole; carries what that is.</summary>
public sealed record PartialUseNotAllowed(Money Available) : DomainError("partial_use_not_allowed", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Available];

    public override string? Field => "amount";
}

/// <summary>The bill is smaller than the card asks for; carries the minimum.</summary>
public sealed record BelowMinimumPurchase(Money Minimum) : DomainError("below_minimum_purchase", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Minimum];

    public override string? Field => "purchaseTotal";
}

/// <summary>More would be given back than the redemption took; carries what is left of it to give back.</summary>
public sealed record VoidExceedsRedemption(Money Left) : DomainError("void_exceeds_redemption", ErrorKind.Refused)
{
    public override IReadOnlyList<object> Arguments => [Left];

    public override string? Field => "amount";
}

/// <summary>The card was good for one service, and that was had.</summary>
public sealed record SingleServiceOnly() : DomainError("single_service_only", ErrorKind.Refused);
