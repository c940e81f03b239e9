using GiftCards.Core.Cards;
using GiftCards.Core.Ledger;
using GiftCards.Core.Transfers;

namespace GiftCards.Web.Components.Shared;

/// <summary>Lines of a card's history that belong to a transfer, in words of their own.</summary>
public static class TransferEntry
{
    /// <summary>Whether the line is a step of a transfer, so that its reason is none that a person wrote.</summary>
    public static bool Is(TransactionView line) =>
        line.Type is EntryType.TransferOut or EntryType.TransferIn
        || (line.Type is EntryType.Hold or EntryType.Release && line.Reason?.StartsWith(
            TransferReason.Begun, StringComparison.Ordinal) == true);

    /// <summary>The name of its words among the shared texts; null where those of its type say it.</summary>
    public static string? KeyOf(TransactionView line) => (line.Type, line.Reason) switch
    {
        _ when !Is(line) => null,
        (EntryType.Hold, _) => "Transfer.SetAside",
        (EntryType.TransferOut, TransferReason.Begun) => "Transfer.Waiting",
        (_, TransferReason.Withdrawn) => "Transfer.Withdrawn",
        (_, TransferReason.Expired) => "Transfer.Returned",
        _ => null,
    };
}
