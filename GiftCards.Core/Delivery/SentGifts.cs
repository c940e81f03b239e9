using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>How a gift stands, as its giver may see it.</summary>
/// <param name="DueAt">When it is to leave; null for one that left, or that no mail brings.</param>
/// <param name="SentAt">When its mail left.</param>
/// <param name="OpenedAt">When it was first opened.</param>
public sealed record SentGift(DateTimeOffset? DueAt, DateTimeOffset? SentAt, DateTimeOffset? OpenedAt)
{
    /// <summary>Whether its giver passes it on, as a link or on paper, and it is in nobody's wallet yet.</summary>
    public bool IsHandedOver { get; init; }
}

/// <summary>Gifts that somebody gave, signed in or by the link of a guest's receipt.</summary>
public sealed class SentGiftQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>
    /// How each of these cards stands that the actor gave; others are left out. Errors: <c>unauthenticated</c>.
    /// </summary>
    public async Task<Result<IReadOnlyDictionary<CardId, SentGift>>> FindAsync(
        Actor actor, IReadOnlyList<CardId> cards, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to what the actor gave.
        if (GivenCards.Of(context, actor) is not { } given)
        {
            return new Unauthenticated();
        }

        var rows = await given.Where(card => cards.Contains(card.Id))
            .LeftJoin(
                context.GiftOpenings,
                card => new { card.MerchantId, card.Id },
                opening => new { opening.MerchantId, Id = opening.CardId },
                (card, opening) => new
                {
                    card.Id,
                    card.DeliverAt,
                    card.DeliveredAt,
                    IsHandedOver = card.DeliveryMethod != DeliveryMethod.Email && card.OwnerId == null,
                    Opened = opening == null ? (DateTimeOffset?)null : opening.At,
                })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.Id, row => new SentGift(
            row.DeliveredAt is null ? row.DeliverAt : null, row.DeliveredAt, row.Opened)
        {
            IsHandedOver = row.IsHandedOver,
        });
    }

    /// <summary>
    /// The path of a gift that the person passes on themselves, for as long as it is in nobody's wallet: whoever has
    /// it can use the card. Errors: <c>unauthenticated</c>, <c>not_found</c>, <c>sign_in_again</c> on a remembered
    /// device that was left alone.
    /// </summary>
    public async Task<Result<string>> PathAsync(Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (RecentSignIn.RefuseLapsed(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to what the actor gave.
        if (actor.Person is null || GivenCards.Of(context, actor) is not { } given)
        {
            return new Unauthenticated();
        }

        var card = await given.SingleOrDefaultAsync(
            row => row.Id == id && row.DeliveryMethod != DeliveryMethod.Email && row.OwnerId == null,
            cancellationToken);
        return card is null ? new NotFound() : GiftLink.PathFor(card, protector);
    }

    /// <summary>
    /// Who follows the gifts of an order by the link of its receipt. Errors: <c>not_found</c>, also once the link's
    /// time is over, and once the order belongs to an account, where its gifts are followed.
    /// </summary>
    public async Task<Result<Actor>> FollowerAsync(string token, CancellationToken cancellationToken)
    {
        if (!GiverLink.TryReadClaim(token, out var id))
        {
            return new NotFound();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one order of this link.
        var order = await context.Orders.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id && row.UserId == null, cancellationToken);
        return order is not null && GiverLink.IsGood(token, order, protector, time.GetInstant())
            ? new Actor.GiftFollower(order.Id)
            : new NotFound();
    }

    /// <summary>
    /// The gifts of the order that the actor follows, newest first; what the actor bought for themselves is none.
    /// Errors: <c>unauthenticated</c>.
    /// </summary>
    public async Task<Result<Page<CardView>>> FollowAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to what the actor gave.
        if (actor is not Actor.GiftFollower || GivenCards.Of(context, actor) is not { } given)
        {
            return new Unauthenticated();
        }

        var gifts = given.Where(card => card.RecipientName != null || card.RecipientEmail != null
            || card.DeliveryMethod == DeliveryMethod.Link);
        if (page.After is { } after)
        {
            var last = new CardId(after);
            gifts = gifts.Where(card => card.Id < last);
        }

        var cards = await gifts.OrderByDescending(card => card.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        if (cards.Count == 0)
        {
            return new Page<CardView>([], null);
        }

        var merchant = await CardQueries.MerchantOfAsync(context, cards[0].MerchantId, cancellationToken);
        var now = time.GetInstant();
        return page.Cut(cards, card => card.Id.Value).Select(card => CardView.Of(card, merchant, now));
    }
}

/// <summary>Which cards somebody gave and nobody has passed on since.</summary>
internal static class GivenCards
{
    /// <summary>
    /// Those that the person bought, or those of the order that a guest follows for as long as no account has it; null
    /// for whoever can have given none.
    /// </summary>
    public static IQueryable<Card>? Of(GiftCardsDbContext context, Actor actor)
    {
        var cards = context.Cards.AsNoTracking()
            .Where(card => card.PassedOnAt == null && card.Source != CardSource.Split);
        if (actor is Actor.GiftFollower { Order: var followed })
        {
            return cards.Where(card => card.OrderId == followed && context.Orders.Any(
                order => order.MerchantId == card.MerchantId && order.Id == card.OrderId && order.UserId == null));
        }

        return actor.Person is { } person
            ? cards.Where(card => context.Orders.Any(
                order => order.MerchantId == card.MerchantId && order.Id == card.OrderId && order.UserId == person))
            : null;
    }
}
