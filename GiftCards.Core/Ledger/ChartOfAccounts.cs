namespace GiftCards.Core.Ledger;

/// <summary>The five classes of bookkeeping.</summary>
public enum AccountClass
{
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
}

/// <summary>Which accounts the platform's book and each merchant's book hold, and of what class they are.</summary>
public static class ChartOfAccounts
{
    private static readonly Dictionary<AccountKind, AccountClass> Platform = new()
    {
        [AccountKind.ProviderClearing] = AccountClass.Asset,
        [AccountKind.PlatformBank] = AccountClass.Asset,
        [AccountKind.DisputedFunds] = AccountClass.Asset,
        [AccountKind.MerchantPayable] = AccountClass.Liability,
        [AccountKind.PayableReserved] = AccountClass.Liability,
        [AccountKind.PayoutsInTransit] = AccountClass.Liability,
        [AccountKind.UnappliedPayments] = AccountClass.Liability,
        [AccountKind.PlatformCardLiability] = AccountClass.Liability,
        [AccountKind.CommissionRevenue] = AccountClass.Income,
        [AccountKind.PlatformBreakage] = AccountClass.Income,
        [AccountKind.ProviderFees] = AccountClass.Expense,
        [AccountKind.PlatformLoyaltyExpense] = AccountClass.Expense,
        [AccountKind.PlatformAdjustments] = AccountClass.Expense,
        [AccountKind.PlatformDisputeLosses] = AccountClass.Expense,
        [AccountKind.PlatformGoodwill] = AccountClass.Expense,
        [AccountKind.PlatformBankCosts] = AccountClass.Expense,
    };

    private static readonly Dictionary<AccountKind, AccountClass> Merchant = new()
    {
        [AccountKind.DueFromPlatform] = AccountClass.Asset,
        [AccountKind.PayoutsExpected] = AccountClass.Asset,
        [AccountKind.Bank] = AccountClass.Asset,
        [AccountKind.Cash] = AccountClass.Asset,
        [AccountKind.CardLiability] = AccountClass.Liability,
        [AccountKind.RedeemedSales] = AccountClass.Income,
        [AccountKind.Breakage] = AccountClass.Income,
        [AccountKind.WriteOffs] = AccountClass.Income,
        [AccountKind.CommissionExpense] = AccountClass.Expense,
        [AccountKind.PromotionExpense] = AccountClass.Expense,
        [AccountKind.LoyaltyExpense] = AccountClass.Expense,
        [AccountKind.DisputeLosses] = AccountClass.Expense,
        [AccountKind.Adjustments] = AccountClass.Expense,
        [AccountKind.OpeningBalances] = AccountClass.Equity,
    };

    /// <summary>Whether the kind belongs into the platform's book; else it belongs into a merchant's.</summary>
    public static bool IsPlatform(AccountKind kind) => Platform.ContainsKey(kind);

    public static AccountClass ClassOf(AccountKind kind) =>
        Platform.TryGetValue(kind, out var platform) ? platform : Merchant[kind];

    /// <summary>Whether what is owed on cards rests on this kind, so that a posting to it names its card.</summary>
    public static bool HoldsCardValue(AccountKind kind) =>
        kind is AccountKind.CardLiability or AccountKind.PlatformCardLiability;
}
