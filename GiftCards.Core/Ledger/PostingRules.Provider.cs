using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

// What moves the balance at the payment provider besides sales and refunds.
public static partial class PostingRules
{
    /// <summary>What the provider keeps for itself; the platform bears it.</summary>
    public static IReadOnlyList<PostingDraft> ProviderFee(Money fee) =>
        Parts(new PostingDraft(AccountKind.ProviderFees, AccountKind.ProviderClearing, fee));

    /// <summary>The provider paid what it held for us to the platform's bank.</summary>
    public static IReadOnlyList<PostingDraft> ProviderPaidBank(Money amount) =>
        Parts(new PostingDraft(AccountKind.PlatformBank, AccountKind.ProviderClearing, amount));

    /// <summary>Small amounts that prove a bank account leave the platform's bank, at the platform's cost.</summary>
    public static IReadOnlyList<PostingDraft> AccountCheck(IEnumerable<Money> amounts) => Parts(
        [.. amounts.Select(one => new PostingDraft(AccountKind.PlatformBankCosts, AccountKind.PlatformBank, one))]);

    /// <summary>One of them came back, and costs nothing.</summary>
    public static IReadOnlyList<PostingDraft> AccountCheckReturned(Money amount) =>
        Parts(new PostingDraft(AccountKind.PlatformBank, AccountKind.PlatformBankCosts, amount));

    /// <summary>What the provider paid to the platform's bank came back from there.</summary>
    public static IReadOnlyList<PostingDraft> ProviderPaidBankReturned(Money amount) =>
        Parts(new PostingDraft(AccountKind.ProviderClearing, AccountKind.PlatformBank, amount));
}
