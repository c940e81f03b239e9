namespace GiftCards.Core.Ledger;

/// <summary>What rests on an account. Which kinds a book holds stands in <see cref="ChartOfAccounts"/>.</summary>
public enum AccountKind
{
    ProviderClearing,
    PlatformBank,
    DisputedFunds,
    MerchantPayable,
    PayableReserved,
    PayoutsInTransit,
    UnappliedPayments,
    PlatformCardLiability,
    CommissionRevenue,
    PlatformBreakage,
    ProviderFees,
    PlatformLoyaltyExpense,
    PlatformAdjustments,
    PlatformDisputeLosses,
    PlatformGoodwill,
    PlatformBankCosts,

    DueFromPlatform,
    PayoutsExpected,
    Bank,
    Cash,
    CardLiability,
    RedeemedSales,
    Breakage,
    WriteOffs,
    CommissionExpense,
    PromotionExpense,
    LoyaltyExpense,
    DisputeLosses,
    Adjustments,
    OpeningBalances,
}
