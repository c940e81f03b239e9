using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>Accept what another passes on: by its claim code, or as the person it is addressed to.</summary>
/// <param name="ClaimCode">The claim code in any spelling; or null.</param>
/// <param name="Transfer">The transfer, for the owner of the confirmed address it was sent to; or null.</param>
public sealed record ClaimTransfer(string? ClaimCode, TransferId? Transfer);

/// <summary>
/// Claims, once. A whole card gets its new owner and a new code in one write, and the old code is dead; a part becomes
/// a new card under the same rules and with the same end. Errors: <c>unauthenticated</c>, <c>code_malformed</c>,
/// <c>not_found</c>, <c>own_transfer</c>, <c>conflict</c> once it no longer waits, <c>card_blocked</c>,
/// <c>card_expired</c>, <c>card_cancelled</c>, <c>idempotency_key_*</c>.
/// </summary>
public sealed class ClaimTransferHandler(CardOperations operations, Protector protector, TimeProvider time)
{
    public Task<Result<Answer<CardChange>>> HandleAsync(
        Actor actor, ClaimTransfer command, string? idempotencyKey, CancellationToken cancellationToken) =>
        operations.RunForHolderAsync(
            new CardCall(
                actor,
                Permissions.None,
                IdempotencyKey.Create(actor, "transfer_claim", idempotencyKey, command),
                command is { ClaimCode: null, Transfer: null } ? new InvalidRequest("claimCode", InvalidReason.Required) : null),
            (context, token) => DecideAsync(context, actor, command, token),
            TellAsync,
            cancellationToken);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, ClaimTransfer command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var person = await context.Users.AsNoTracking()
            .SingleAsync(user => user.Id == actor.Person!.Value.Value, cancellationToken);
        var found = command.Transfer is { } id
            ? await TransferLookup.ByAddressAsync(context, id, person, cancellationToken)
            : await TransferLookup.ByCodeAsync(context, command.ClaimCode, protector, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var transfer = found.Value;
        var card = await context.Cards.AsNoTracking().SingleAsync(
            row => row.MerchantId == transfer.MerchantId && row.Id == transfer.CardId, cancellationToken);
        if (Refuse(transfer, card, person.UserId, now) is { } refused)
        {
            return refused;
        }

        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(row => row.MerchantId == card.MerchantId && row.Currency == card.Currency, cancellationToken);
        var code = await CardIssuer.NewCodeAsync(context, protector, settings, cancellationToken);
        return transfer.Amount is { } part
            ? Split(transfer, card, part, person, actor, code, now)
            : HandOver(transfer, card, person, actor, code, now);
    }

    private static DomainError? Refuse(Transfer transfer, Card card, UserId person, DateTimeOffset now) =>
        transfer.StatusAt(now) switch
        {
            _ when transfer.SenderId == person => new OwnTransfer(),
            TransferStatus.Waiting => RedemptionPolicy.RefuseClaim(card, now),
            var status => new TransferNotWaiting(status),
        };

    private Movement HandOver(
        Transfer transfer, Card card, User person, Actor actor, CardCode code, DateTimeOffset now) => new()
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = 0,
            Status = StatusRule.Keep,
            Guard = MovementGuard.Unchanged(now, card.Version),
            Along = async (context, token) =>
                await WaitingTransfers.ClaimAsync(context, transfer, person.UserId, card.Id, now, token)
                && await ChangeOwnerAsync(context, transfer, card, person, code, now, token),
            Entry = JournalEntry.ForCard(
                new EntryDraft(card.MerchantId, EntryType.TransferIn, now, actor) { Reason = TransferReason.Claimed },
                new CardSide(card.Id, Money.Zero(card.Currency)),
                []),
            Beside = Messages(transfer, card.Id, person, now),
        };

    private async Task<bool> ChangeOwnerAsync(
        GiftCardsDbContext context,
        Transfer transfer,
        Card card,
        User person,
        CardCode code,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var receiver = Receiver(person);
        return await context.Cards
            .Where(row => row.MerchantId == card.MerchantId && row.Id == card.Id
                && row.OwnerId == transfer.SenderId && row.IsInTransfer)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.OwnerId, person.UserId)
                    .SetProperty(row => row.IsInTransfer, false)
                    .SetProperty(row => row.CodeHash, protector.HashCode(code.Normalized))
                    .SetProperty(row => row.EncryptedCode, card.Encrypt(code, protector))
                    .SetProperty(row => row.Last4, code.Last4)
                    .SetProperty(row => row.PassedOnAt, now)
                    .SetProperty(row => row.GiverName, transfer.SenderName)
                    .SetProperty(row => row.RecipientName, receiver.Name)
                    .SetProperty(row => row.RecipientEmail, receiver.Email)
                    .SetProperty(row => row.RecipientEmailHash, HashOf(receiver.Email))
                    .SetProperty(row => row.Message, transfer.Message)
                    .SetProperty(row => row.DeliverAt, (DateTimeOffset?)null)
                    .SetProperty(row => row.DeliveredAt, (DateTimeOffset?)null)
                    .SetProperty(row => row.Language, person.Language),
                cancellationToken) == 1;
    }

    private Movement Split(
        Transfer transfer, Card card, Money part, User person, Actor actor, CardCode code, DateTimeOffset now)
    {
        var made = Card.Issue(TermsOf(transfer, card, part, person), code, protector, now);
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = -part.Minor,
            HeldDelta = -part.Minor,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now),
            Along = (context, token) =>
                WaitingTransfers.ClaimAsync(context, transfer, person.UserId, made.Id, now, token),
            Entry = JournalEntry.ForCards(
                new EntryDraft(card.MerchantId, EntryType.TransferOut, now, actor)
                {
                    Order = card.OrderId,
                    Reason = TransferReason.Claimed,
                },
                [
                    new CardSide(card.Id, -part),
                    new CardSide(made.Id, part) { After = made.Standing, Type = EntryType.TransferIn },
                ],
                PostingRules.Split(card.Account, made.Id, part)),
            Beside = [made, .. Messages(transfer, made.Id, person, now)],
        };
    }

    private static CardTerms TermsOf(Transfer transfer, Card card, Money part, User person) => new(
        card.MerchantId,
        part,
        CardSource.Split,
        new CardRules(card.AllowPartialUse, card.AllowMultipleServices, card.MinimumPurchaseMinor))
    {
        ExpiresAt = card.ExpiresAt,
        Order = card.OrderId,
        Purchaser = new Party(card.PurchaserName, card.PurchaserEmail),
        Recipient = Receiver(person),
        Giver = transfer.SenderName,
        Message = transfer.Message,
        Delivery = DeliveryMethod.Link,
        Owner = person.UserId,
        Design = card.Design,
        Language = person.Language,
    };

    // An address that is not proven may be a stranger's, and no code is ever mailed there.
    private static Party Receiver(User person) =>
        new(person.DisplayName, person.EmailConfirmed ? person.Email : null);

    private byte[]? HashOf(string? email) => email is null ? null : protector.HashEmail(email);

    private static List<object> Messages(Transfer transfer, CardId card, User person, DateTimeOffset now)
    {
        List<object> messages = [TransferMessages.Claimed(transfer, now)];
        if (person.EmailConfirmed)
        {
            messages.Add(OutboxMessage.About(
                OutboxTypes.GiftMail, transfer.MerchantId, card.ToString(), card.ToString(), now));
        }

        return messages;
    }

    // Of a split the claimer's side is the new card's.
    private static async Task<CardChange> TellAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var received = await context.CardTransactions.AsNoTracking().SingleAsync(
            row => row.MerchantId == transaction.MerchantId && row.EntryId == transaction.EntryId
                && row.Type == EntryType.TransferIn,
            cancellationToken);
        return await CardChange.OfAsync(context, received, cancellationToken);
    }
}
