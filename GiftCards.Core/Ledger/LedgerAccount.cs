using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>Where value rests: one kind of account in one book and one currency.</summary>
/// <param name="Book">Whose book: a merchant's, or <see cref="MerchantId.Platform"/>.</param>
/// <param name="Kind">What rests there.</param>
/// <param name="Currency">In which currency.</param>
public readonly record struct LedgerAccount(MerchantId Book, AccountKind Kind, Currency Currency);
