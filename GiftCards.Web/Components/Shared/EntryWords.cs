using GiftCards.Core.Cards;
using GiftCards.Core.Ledger;

namespace GiftCards.Web.Components.Shared;

/// <summary>What a line of a card's history is called.</summary>
internal static class EntryWords
{
    /// <summary>The key of its name; a refund that takes nothing off the card is one that did not come about.</summary>
    public static string KeyOf(TransactionView line) => line is { Type: EntryType.Refund, Amount.IsNegative: false }
        ? "Entry.RefundUndone"
        : $"Entry.{line.Type}";
}
