using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>Pass a card of one's own on to another person, or a part of what is on it.</summary>
/// <param name="Card">The card.</param>
/// <param name="ToEmail">Whom it is for; null makes a claim code that its sender passes on.</param>
/// <param name="Amount">The part; null, or all that is on it, passes the card itself on.</param>
public sealed record TransferCard(CardId Card, string? ToEmail, Money? Amount)
{
    /// <summary>A few words for whoever receives it.</summary>
    public string? Message { get; init; }
}

/// <summary>
/// Begins a transfer. A whole card cannot be spent while it waits; of a part, just that part. Errors:
/// <c>unauthenticated</c>, <c>not_found</c> for a card of another's, the codes of <see cref="RedemptionPolicy"/>,
/// <c>insufficient_balance</c> also while something of a whole card is held, <c>own_transfer</c>,
/// <c>amount_out_of_range</c>, <c>invalid_request</c>, <c>rate_limited</c>, <c>idempotency_key_*</c>,
/// <c>sign_in_again</c> on a remembered device that was left alone.
/// </summary>
public sealed class TransferCardHandler(
    CardOperations operations, AttemptLimiter attempts, Protector protector, TimeProvider time)
{
    /// <summary>
    /// How many transfers a person may begin in a day: enough for gifts, too few to move value in bulk.
    /// </summary>
    public const int PerDay = 10;

    public Task<Result<Answer<TransferView>>> HandleAsync(
        Actor actor, TransferCard command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var isCounted = false;
        return operations.RunForHolderAsync(
            new CardCall(
                actor,
                Permissions.None,
                IdempotencyKey.Create(actor, "transfer", idempotencyKey, command),
                RecentSignIn.RefuseLapsed(actor) ?? Refuse(command)),
            async (context, token) =>
            {
                var decided = await DecideAsync(context, actor, command, token);
                if (!decided.IsOk || isCounted)
                {
                    return decided;
                }

                isCounted = true;
                var allowed = await attempts.TakeAsync(
                    "transfer", actor.Label, PerDay, TimeSpan.FromDays(1), token);
                return allowed.IsOk ? decided : allowed.Error;
            },
            TellAsync,
            cancellationToken);
    }

    private static DomainError? Refuse(TransferCard command) =>
        (command.ToEmail is null ? null : TextRules.RefuseEmail(command.ToEmail, "toEmail"))
        ?? TextRules.RefuseMessage(command.Message, "message")
        ?? (command.Amount is { } amount ? AmountLimits.Refuse(amount) : null);

    private async Task<Result<Movement>> DecideAsync(
        GiftCardsDbContext context, Actor actor, TransferCard command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var person = actor.Person!.Value;
        var card = await context.Cards.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == command.Card && row.OwnerId == person, cancellationToken);
        if (card is null)
        {
            return new NotFound();
        }

        var sender = await context.Users.AsNoTracking().SingleAsync(u => u.Id == person.Value, cancellationToken);
        if (command.ToEmail is { } address
            && sender.NormalizedEmail == Convert.ToHexString(protector.HashEmail(address)))
        {
            return new OwnTransfer();
        }

        var part = command.Amount == card.Balance ? null : command.Amount;
        if (Refuse(card, part, now) is { } refused)
        {
            return refused;
        }

        // What is set aside of the card is a hold in the card's history; a whole card leaves its owner's hands.
        var entry = JournalEntry.ForCard(
            new EntryDraft(card.MerchantId, part is null ? EntryType.TransferOut : EntryType.Hold, now, actor)
            {
                Reason = TransferReason.Begun,
            },
            new CardSide(card.Id, Money.Zero(card.Currency)),
            []);
        var transfer = New(card, part, command, sender, entry);
        return new Movement
        {
            Merchant = card.MerchantId,
            Card = card.Id,
            Currency = card.Currency,
            BalanceDelta = 0,
            HeldDelta = part?.Minor ?? 0,
            Status = StatusRule.Keep,
            Guard = part is { } amount
                ? new MovementGuard(now) { AtLeast = amount.Minor }
                : new MovementGuard(now) { Version = card.Version },
            Along = (writing, token) => WaitingTransfers.BeginAsync(writing, transfer, token),
            Entry = entry,
            Beside = transfer.ToEmail is null ? [transfer] : [transfer, TransferMessages.Invitation(transfer)],
        };
    }

    // Only what is free goes: what is held for a booking stays with whoever booked.
    private static DomainError? Refuse(Card card, Money? part, DateTimeOffset now) =>
        (RedemptionPolicy.RefuseState(card, now) ?? RedemptionPolicy.RefuseUse(card, now)) switch
        {
            { } unusable => unusable,
            _ when part is not { } amount =>
                card.Available == card.Balance ? null : new InsufficientBalance(card.Available),
            _ when part.Value.Currency != card.Currency => new CurrencyMismatch(card.Currency),
            _ when !card.AllowPartialUse => new PartialUseNotAllowed(card.Available),
            _ when !card.AllowMultipleServices => new SingleServiceOnly(),
            _ when part.Value > card.Available => new InsufficientBalance(card.Available),
            _ => null,
        };

    private Transfer New(Card card, Money? part, TransferCard command, User sender, JournalEntry entry)
    {
        var id = PublicId.New<TransferId>(entry.At);
        var code = ClaimCode.Generate();
        var end = entry.At + Transfer.Lifetime;
        return new Transfer
        {
            MerchantId = card.MerchantId,
            Id = id,
            CardId = card.Id,
            Currency = card.Currency,
            AmountMinor = part?.Minor,
            SenderId = sender.UserId,
            SenderName = sender.DisplayName,
            ToEmail = command.ToEmail,
            ToEmailHash = command.ToEmail is { } address ? protector.HashEmail(address) : null,
            Message = string.IsNullOrWhiteSpace(command.Message) ? null : command.Message.Trim(),
            Language = sender.Language,
            ClaimCodeHash = code.HashBy(protector),
            EncryptedClaimCode = Transfer.Encrypt(code, card.MerchantId, id, protector),
            StartedBy = entry.Transactions[0].Id,
            CreatedAt = entry.At,
            ExpiresAt = card.ExpiresAt < end ? card.ExpiresAt.Value : end,
        };
    }

    private async Task<TransferView> TellAsync(
        GiftCardsDbContext context, CardTransaction transaction, CancellationToken cancellationToken)
    {
        var transfer = await context.Transfers.AsNoTracking()
            .SingleAsync(row => row.StartedBy == transaction.Id, cancellationToken);
        return (await TransferView.OfAsync(context, [transfer], protector, time.GetInstant(), cancellationToken))[0];
    }
}
