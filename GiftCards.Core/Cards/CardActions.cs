using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Core.Refunds;

namespace GiftCards.Core.Cards;

/// <summary>What staff may do to a card, as it stands now.</summary>
[Flags]
public enum CardActions
{
    None = 0,
    Load = 1 << 0,
    Hold = 1 << 1,
    Adjust = 1 << 2,
    Block = 1 << 3,
    Unblock = 1 << 4,
    Cancel = 1 << 5,
    Reinstate = 1 << 6,

    /// <summary>Spend what is held.</summary>
    Capture = 1 << 7,

    /// <summary>Free what is held.</summary>
    Release = 1 << 8,

    /// <summary>Send the gift mail once more.</summary>
    Resend = 1 << 9,

    /// <summary>Give money back to whoever paid.</summary>
    Refund = 1 << 10,

    /// <summary>Make the validity longer.</summary>
    Extend = 1 << 11,
}

/// <summary>
/// Which actions are worth offering: those that the actor has the right to and the card's state allows. A courtesy to
/// whoever looks; each use case decides again when it is asked.
/// </summary>
internal static class CardOffers
{
    private const CardActions AtAnyMerchant = CardActions.Hold | CardActions.Capture | CardActions.Release;

    public static CardActions Of(
        Actor actor, Card card, Merchant merchant, GiftCardSettings settings, DateTimeOffset now)
    {
        var offered = CardActions.None;
        foreach (var (action, needed, refusal) in Rules(card, merchant, settings, now))
        {
            // Whoever honours a card may spend of it; everything else is its own merchant's.
            var whose = AtAnyMerchant.HasFlag(action) ? merchant.Id : card.MerchantId;
            if (refusal is null && actor.Refuse(needed, whose) is null)
            {
                offered |= action;
            }
        }

        return offered;
    }

    private static IEnumerable<(CardActions Action, Permissions Needed, DomainError? Refusal)> Rules(
        Card card, Merchant merchant, GiftCardSettings settings, DateTimeOffset now)
    {
        var one = new Money(1, card.Currency);
        yield return (
            CardActions.Load,
            Permissions.CardsIssue,
            LoadCardHandler.RefuseSale(one, merchant, settings) ?? LoadPolicy.Refuse(card, settings, now));
        yield return (
            CardActions.Hold,
            Permissions.CardsRedeem,
            RedemptionPolicy.Apply(card, card.Available, card.Available, now).Error);
        yield return (CardActions.Capture, Permissions.CardsRedeem, RedemptionPolicy.RefuseState(card, now));
        yield return (CardActions.Release, Permissions.CardsRedeem, null);
        yield return (CardActions.Resend, Permissions.CardsManage, ResendGiftHandler.RefuseMail(card, now));
        yield return (CardActions.Adjust, Permissions.CardsManage, AdjustmentPolicy.Refuse(card, one, now));
        yield return (CardActions.Refund, Permissions.CardsManage, RefundRules.Refuse(card, now));
        yield return (CardActions.Block, Permissions.CardsManage, BlockCardHandler.Refuse(card, now));
        yield return (CardActions.Unblock, Permissions.CardsManage, UnblockCardHandler.Refuse(card, now));
        yield return (CardActions.Cancel, Permissions.CardsManage, CancelCardHandler.Refuse(card, now));
        yield return (CardActions.Reinstate, Permissions.CardsManage, ReinstateCardHandler.Refuse(card, now));
        yield return (CardActions.Extend, Permissions.CardsManage, ExtendCardHandler.Refuse(card, now));
    }
}
