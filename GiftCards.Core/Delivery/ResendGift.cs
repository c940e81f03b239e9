using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Send a card's gift mail once more, to the address it was meant for from the beginning.</summary>
public sealed record ResendGift(CardId Card);

/// <summary>There is no address that the card may be sent to.</summary>
public sealed record NoRecipient() : DomainError("no_recipient", ErrorKind.Refused);

/// <summary>
/// Resends: for the merchant's staff and programs, and for whoever placed the card's order. Three times a day for one
/// card, whoever asks. Never to another address: talking somebody into that is how gifts are stolen. Errors:
/// <c>not_found</c>, <c>forbidden</c>, <c>card_cancelled</c>, <c>card_blocked</c>, <c>card_expired</c>,
/// <c>card_fully_used</c>, <c>card_in_transfer</c>, <c>single_service_only</c>, <c>no_recipient</c>, <c>conflict</c>
/// while the gift waits for the day it was planned for, <c>rate_limited</c>.
/// </summary>
public sealed class ResendGiftHandler(
    GiftCardsDatabase database, AttemptLimiter attempts, OutboxSignal outbox, TimeProvider time)
{
    private const int PerDay = 3;

    public Task<Result<CardView>> HandleAsync(
        Actor actor, ResendGift command, CancellationToken cancellationToken) =>
        ResendAsync(actor, command, null, cancellationToken);

    /// <summary>The same for work that may be taken up again after its process died: once for each key.</summary>
    internal async Task<Result<Done>> ResendOnceAsync(
        Actor actor, ResendGift command, string idempotencyKey, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey.Create(actor, "resend_gift", idempotencyKey, command);
        if (!key.IsOk)
        {
            return key.Error;
        }

        await using (var context = database.OpenAcrossMerchants()) // Narrowed to one key.
        {
            var earlier = await IdempotencyLookup.SubjectAsync(context, key.Value, cancellationToken);
            if (!earlier.IsOk || earlier.Value is not null)
            {
                return earlier.IsOk ? new Done() : earlier.Error;
            }
        }

        var sent = await ResendAsync(actor, command, key.Value, cancellationToken);
        return sent.IsOk ? new Done() : sent.Error;
    }

    private async Task<Result<CardView>> ResendAsync(
        Actor actor, ResendGift command, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card, then checked below.
        var card = await context.Cards.AsNoTracking()
            .SingleOrDefaultAsync(candidate => candidate.Id == command.Card, cancellationToken);
        if (card is null)
        {
            return new NotFound();
        }

        if (await RefuseActorAsync(context, actor, card, cancellationToken) is { } forbidden)
        {
            return forbidden;
        }

        if ((RefuseMail(card, now) ?? await RefuseOwnerAsync(context, card, cancellationToken)) is { } refused)
        {
            // Who gave a card does not learn by this what has become of it.
            return actor.Refuse(Permissions.CardsManage, card.MerchantId) is null ? refused : new Conflict();
        }

        var id = card.Id.ToString();
        var taken = await attempts.TakeAsync("resend", id, PerDay, TimeSpan.FromDays(1), cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        context.Outbox.Add(OutboxMessage.About(OutboxTypes.GiftMailAgain, card.MerchantId, id, id, now));
        if (key is not null)
        {
            context.IdempotencyRecords.Add(IdempotencyRecord.Of(key, card.Id.Value, now));
        }

        await SaveAsync(context, cancellationToken);
        outbox.Wake();
        var merchant = await CardQueries.MerchantOfAsync(context, card.MerchantId, cancellationToken);
        return CardView.Of(card, merchant, now);
    }

    private static async Task SaveAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // The key had its mail a moment earlier.
        }
    }

    private static async Task<DomainError?> RefuseActorAsync(
        GiftCardsDbContext context, Actor actor, Card card, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.CardsManage, card.MerchantId) is not { } refused)
        {
            return null;
        }

        return card.PassedOnAt is null && actor.Person is { } person && card.OrderId is { } order
            && await context.Orders.AnyAsync(
                o => o.MerchantId == card.MerchantId && o.Id == order && o.UserId == person, cancellationToken)
            ? null
            : refused;
    }

    /// <summary>What stands against the mail, as far as the card itself can tell.</summary>
    internal static DomainError? RefuseMail(Card card, DateTimeOffset now) =>
        RedemptionPolicy.RefuseState(card, now) switch
        {
            { } unusable => unusable,
            null when AddressOf(card) is null => new NoRecipient(),
            null when card.DeliverAt > now => new Conflict(),
            null => null,
        };

    private static byte[]? AddressOf(Card card) =>
        card.RecipientEmail is null ? card.PurchaserEmailHash : card.RecipientEmailHash;

    // A card in somebody's wallet is theirs: it is sent to them, or to nobody.
    private static async Task<DomainError?> RefuseOwnerAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        if (card.OwnerId is not { } owner)
        {
            return null;
        }

        var address = Convert.ToHexString(AddressOf(card)!);
        var isTheirs = await context.Users.AnyAsync(
            user => user.Id == owner.Value && user.NormalizedEmail == address, cancellationToken);
        return isTheirs ? null : new NoRecipient();
    }
}
