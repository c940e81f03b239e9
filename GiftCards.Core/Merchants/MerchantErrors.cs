using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>The merchant does not sell cards at present.</summary>
public sealed record MerchantNotAccepting() : DomainError("merchant_not_accepting", ErrorKind.Refused);
