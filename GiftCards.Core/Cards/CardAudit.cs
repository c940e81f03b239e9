using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Cards;

/// <summary>
/// Puts what is done to cards by hand into the audit trail, beside its movement. What the counter does all day
/// (selling, redeeming, holding) is told by the journal alone, which names its actors just as well.
/// </summary>
internal static class CardAudit
{
    /// <summary>The decision, with an entry of the audit trail beside the movement where one belongs.</summary>
    public static DecideMovement With(Actor actor, DecideMovement decide) => async (context, cancellationToken) =>
    {
        var decided = await decide(context, cancellationToken);
        if (!decided.IsOk || ActionOf(decided.Value.Entry.Type) is not { } action)
        {
            return decided;
        }

        var movement = decided.Value;
        var entry = AuditEntry.Of(actor, NoteOf(context, movement, action), movement.Entry.At);
        return movement with { Beside = [.. movement.Beside, entry] };
    };

    private static string? ActionOf(EntryType type) => type switch
    {
        EntryType.Adjust => AuditActions.CardAdjusted,
        EntryType.Refund => AuditActions.CardRefunded,
        EntryType.Void => AuditActions.CardVoided,
        EntryType.Cancel => AuditActions.CardCancelled,
        EntryType.Block => AuditActions.CardBlocked,
        EntryType.Unblock => AuditActions.CardUnblocked,
        EntryType.Reinstate => AuditActions.CardReinstated,
        EntryType.Extend => AuditActions.CardExtended,
        EntryType.Load => AuditActions.CardLoaded,
        _ => null,
    };

    // How the card stands is known only where its version guards the movement: then nothing came in between.
    private static AuditNote NoteOf(GiftCardsDbContext context, Movement movement, string action)
    {
        var entry = movement.Entry;
        var side = entry.Transactions[0];
        var note = new AuditNote(action, entry.MerchantId, AuditTargets.Card, movement.Card.ToString())
        {
            After = new
            {
                Change = new Money(side.AmountMinor, movement.Currency),
                Transaction = side.Id,
                Corrects = entry.Corrects,
            },
        };
        return movement.Guard.Version is not null && context.CardInHand is { } card && card.Id == movement.Card
            ? note with
            {
                Before = new { card.Balance, card.Status },
                After = new
                {
                    Balance = new Money(card.BalanceMinor + movement.BalanceDelta, movement.Currency),
                    Status = StatusOf(movement, card),
                    Transaction = side.Id,
                    Corrects = entry.Corrects,
                },
            }
            : note;
    }

    private static CardStatus StatusOf(Movement movement, Card card)
    {
        var spent = card.SpentMinor + movement.SpentDelta;
        return movement.Status switch
        {
            StatusRule.Keep => card.Status,
            StatusRule.Blocked => CardStatus.Blocked,
            StatusRule.Expired => CardStatus.Expired,
            StatusRule.Cancelled => CardStatus.Cancelled,
            _ when spent == 0 => CardStatus.Active,
            _ when card.BalanceMinor + movement.BalanceDelta == 0 => CardStatus.FullyUsed,
            _ => CardStatus.PartiallyUsed,
        };
    }
}
