using GiftCards.Core.Cards;
using GiftCards.Core.Disputes;
using GiftCards.Core.Ledger;
using GiftCards.Core.Transfers;

namespace GiftCards.Web.Components.Shared;

/// <summary>What a line of a card's history is called.</summary>
internal static class EntryWords
{
    /// <summary>
    /// The key of its name; a refund that takes nothing off the card is one that did not come about, and the steps of a
    /// transfer have names of their own.
    /// </summary>
    public static string KeyOf(TransactionView line) => (line.Type, line.Reason) switch
    {
        (_, DisputeReason.Opened) => "Entry.DisputeOpened",
        (_, DisputeReason.Won) => "Entry.DisputeWon",
        (_, DisputeReason.Lost) => "Entry.DisputeLost",
        (EntryType.Refund, _) when !line.Amount.IsNegative => "Entry.RefundUndone",
        (EntryType.Hold, TransferReason.Begun) => "Entry.SetAside",
        (EntryType.TransferOut, TransferReason.Begun) => "Entry.Waiting",
        (EntryType.TransferIn or EntryType.Release, TransferReason.Withdrawn) => "Entry.TakenBack",
        (EntryType.TransferIn or EntryType.Release, TransferReason.Expired) => "Entry.CameBack",
        _ => $"Entry.{line.Type}",
    };

    /// <summary>Whether a dispute wrote the line, so that its reason is none that a person wrote.</summary>
    public static bool IsOfDispute(TransactionView line) =>
        line.Reason is DisputeReason.Opened or DisputeReason.Won or DisputeReason.Lost;

    /// <summary>Whether the line is a step of a transfer, so that its reason is none that a person wrote.</summary>
    public static bool IsTransfer(TransactionView line) =>
        line.Type is EntryType.TransferOut or EntryType.TransferIn
        || (line.Type is EntryType.Hold or EntryType.Release
            && line.Reason is TransferReason.Begun or TransferReason.Withdrawn or TransferReason.Expired);
}
