using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Send a gift at another time than planned.</summary>
/// <param name="Card">The gift.</param>
/// <param name="At">The local date and time.</param>
/// <param name="TimeZone">The zone they are meant in, IANA.</param>
public sealed record ChangeGiftDay(CardId Card, DateTime At, string TimeZone);

/// <summary>
/// Plans a gift anew for whoever gave it, for as long as it waits: the mail that is planned decides, so it leaves
/// once, at the old time or at the new. Errors: <c>unauthenticated</c>, <c>not_found</c>, <c>invalid_request</c>,
/// <c>conflict</c> once it has left.
/// </summary>
public sealed class ChangeGiftDayHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<DateTimeOffset>> HandleAsync(
        Actor actor, ChangeGiftDay command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card of its giver.
        var found = await PlannedGift.FindAsync(context, actor, command.Card, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(command.TimeZone, out var zone))
        {
            return new InvalidRequest("timeZone", InvalidReason.TimeZone);
        }

        var card = found.Value;
        var due = Instants.ToInstant(command.At, zone);
        if (OrderRules.RefuseDue(due, now, "at") is { } wrong)
        {
            return wrong;
        }

        if (due >= card.ExpiresAt)
        {
            return new InvalidRequest("at", InvalidReason.Date, OrderRules.MaxDaysAhead);
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var moved = await PlannedGift.Mails(context, card, now).ExecuteUpdateAsync(
            update => update.SetProperty(message => message.DueAt, due), cancellationToken);
        if (moved == 0)
        {
            return new Conflict();
        }

        await context.Cards.Where(row => row.MerchantId == card.MerchantId && row.Id == card.Id).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.DeliverAt, due)
                .SetProperty(row => row.Version, row => row.Version + 1),
            cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return due;
    }
}

/// <summary>Take a planned gift back before it is sent.</summary>
public sealed record TakeGiftBack(CardId Card);

/// <summary>
/// Takes it back for whoever gave it, for as long as it waits: it is not sent, and the card is in the buyer's own
/// wallet, or mailed to a buyer who has none. Nobody else has seen its code. Errors: <c>unauthenticated</c>,
/// <c>not_found</c>, <c>conflict</c> once it has left.
/// </summary>
public sealed class TakeGiftBackHandler(GiftCardsDatabase database, OutboxSignal outbox, TimeProvider time)
{
    public async Task<Result<CardId>> HandleAsync(
        Actor actor, TakeGiftBack command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one card of its giver.
        var found = await PlannedGift.FindAsync(context, actor, command.Card, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var card = found.Value;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var ended = await PlannedGift.Mails(context, card, now).ExecuteUpdateAsync(
            update => update
                .SetProperty(message => message.State, OutboxState.Done)
                .SetProperty(message => message.FinishedAt, now),
            cancellationToken);
        if (ended == 0)
        {
            return new Conflict();
        }

        var person = actor.Person;
        await context.Cards.Where(row => row.MerchantId == card.MerchantId && row.Id == card.Id).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.OwnerId, person)
                .SetProperty(row => row.RecipientName, (string?)null)
                .SetProperty(row => row.RecipientEmail, (string?)null)
                .SetProperty(row => row.RecipientEmailHash, (byte[]?)null)
                .SetProperty(row => row.Message, (string?)null)
                .SetProperty(row => row.DeliverAt, (DateTimeOffset?)null)
                .SetProperty(row => row.Version, row => row.Version + 1),
            cancellationToken);
        if (person is null)
        {
            var id = card.Id.ToString();
            context.Outbox.Add(OutboxMessage.About(OutboxTypes.GiftMail, card.MerchantId, id, id, now));
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        outbox.Wake();
        return card.Id;
    }
}

/// <summary>A gift that waits for its day, and the mail that will bring it.</summary>
internal static class PlannedGift
{
    /// <summary>The gift of whoever gave it. Errors: <c>unauthenticated</c>, <c>not_found</c>.</summary>
    public static async Task<Result<Card>> FindAsync(
        GiftCardsDbContext context, Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (GivenCards.Of(context, actor) is not { } given)
        {
            return new Unauthenticated();
        }

        var card = await given.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return card is null ? new NotFound() : card;
    }

    /// <summary>The mail, for as long as nobody has begun to send it; the guard is in the update itself.</summary>
    public static IQueryable<OutboxMessage> Mails(GiftCardsDbContext context, Card card, DateTimeOffset now)
    {
        var subject = card.Id.ToString();
        return context.Outbox.Where(message => message.MerchantId == card.MerchantId
            && message.OrderingKey == subject && message.Type == OutboxTypes.GiftMail
            && message.State == OutboxState.Pending && message.Tries == 0 && message.DueAt > now);
    }
}
