using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>
/// One positive amount moved from one account to another of the same book and currency; it cannot be unbalanced.
/// Written once, never changed.
/// </summary>
public sealed class Posting
{
    private Posting()
    {
    }

    /// <summary>The merchant the entry concerns; part of the key, so that the table can be split by merchant.</summary>
    public MerchantId MerchantId { get; private init; }

    public EntryId EntryId { get; private init; }

    /// <summary>Position within the entry, from 0.</summary>
    public int Line { get; private init; }

    /// <summary>Whose book both accounts are in.</summary>
    public MerchantId Book { get; private init; }

    public Currency Currency { get; private init; }

    public AccountKind Debit { get; private init; }

    public AccountKind Credit { get; private init; }

    /// <summary>Minor units, more than zero.</summary>
    public long AmountMinor { get; private init; }

    /// <summary>The card whose value this touches; set exactly when one side holds card value.</summary>
    public CardId? CardId { get; private init; }

    /// <summary>The card credited, where value moves from one card (<see cref="CardId"/>) to another.</summary>
    public CardId? CounterCardId { get; private init; }

    internal static Posting Write(JournalEntry entry, int line, PostingDraft draft) => new()
    {
        MerchantId = entry.MerchantId,
        EntryId = entry.Id,
        Line = line,
        Book = ChartOfAccounts.IsPlatform(draft.Debit) ? MerchantId.Platform : entry.MerchantId,
        Currency = draft.Amount.Currency,
        Debit = draft.Debit,
        Credit = draft.Credit,
        AmountMinor = draft.Amount.Minor,
        CardId = draft.Card,
        CounterCardId = draft.CounterCard,
    };
}

/// <summary>A posting before it is written; made by <see cref="PostingRules"/> alone.</summary>
/// <param name="Debit">The account debited.</param>
/// <param name="Credit">The account credited, in the same book.</param>
/// <param name="Amount">More than zero.</param>
/// <param name="Card">The card whose value is touched, if one side holds card value; the debited one of two.</param>
/// <param name="CounterCard">The credited card, where both sides hold card value.</param>
public sealed record PostingDraft(
    AccountKind Debit, AccountKind Credit, Money Amount, CardId? Card = null, CardId? CounterCard = null);
