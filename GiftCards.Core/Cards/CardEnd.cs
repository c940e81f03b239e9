using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Transfers;

namespace GiftCards.Core.Cards;

/// <summary>The movement by which a card ends: nothing is left on it and nothing is held of it.</summary>
internal static class CardEnd
{
    /// <summary>
    /// Takes all that is left, releases open holds and ends what waits to be accepted by another, in one entry.
    /// </summary>
    /// <param name="card">The card as it was looked at; any change since then refuses the movement.</param>
    /// <param name="status">How it ends.</param>
    /// <param name="draft">What the entry says of itself.</param>
    /// <param name="rule">What becomes of what is left.</param>
    public static Movement Of(
        Card card,
        StatusRule status,
        EntryDraft draft,
        Func<CardAccount, Money, IReadOnlyList<PostingDraft>> rule) => new()
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = -card.BalanceMinor,
            HeldDelta = -card.HeldMinor,
            Status = status,
            Guard = MovementGuard.Unchanged(draft.At, card.Version),
            Along = async (context, token) =>
                await OpenHolds.ReleaseAllAsync(context, card.MerchantId, card.Id, draft.At, token)
                && await WaitingTransfers.EndAllAsync(context, card.MerchantId, card.Id, draft.At, token),
            Entry = JournalEntry.ForCard(
                draft, new CardSide(card.Id, -card.Balance), rule(card.Account, card.Balance)),
        };
}
