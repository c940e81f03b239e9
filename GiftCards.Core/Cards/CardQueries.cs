using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>Which of a merchant's cards are wanted; every part optional.</summary>
public sealed record CardFilter
{
    public CardStatus? Status { get; init; }

    /// <summary>The last four of the code, a whole code, or an e-mail address of purchaser or recipient.</summary>
    public string? Search { get; init; }

    public DateTimeOffset? IssuedFrom { get; init; }

    public DateTimeOffset? IssuedTo { get; init; }

    public long? MinBalanceMinor { get; init; }

    public long? MaxBalanceMinor { get; init; }
}

/// <summary>Whether a code can be used at a merchant now.</summary>
/// <param name="GiftCard">The card, when it is this merchant's.</param>
/// <param name="Reason">Why it cannot be used; null when it can.</param>
public sealed record CardValidation(CardView? GiftCard, DomainError? Reason)
{
    public bool IsValid => Reason is null;
}

/// <summary>What a merchant's staff and programs may know about its cards.</summary>
public sealed class CardQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>
    /// Looks a code up for the counter. Errors: <c>code_malformed</c>, <c>forbidden</c>; anything else is an answer.
    /// </summary>
    public async Task<Result<CardValidation>> ValidateAsync(
        Actor actor, string code, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsRedeem, merchant) is not null
            && actor.Refuse(Permissions.CardsRead, merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var found = await CardLookup.FindAsync(
            context, new CardReference(null, code), protector, now, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error is CardNotFound ? new CardValidation(null, found.Error) : found.Error;
        }

        var card = found.Value.Card;
        if (await HonouredCards.RefuseHereAsync(context, card, cancellationToken) is { } notHere)
        {
            return new CardValidation(null, notHere);
        }

        var view = await ViewAsync(context, card, now, cancellationToken);
        return new CardValidation(view, RedemptionPolicy.RefuseUse(card, now));
    }

    /// <summary>The merchant's cards, or the platform's for those who run it, newest first.</summary>
    public async Task<Result<Page<CardView>>> ListAsync(
        Actor actor, CardFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.CardsOf is not { } merchant)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.CardsRead, merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenFor(actor);
        var query = Narrow(context.Cards.AsNoTracking(), filter, now);
        if (page.After is { } after)
        {
            var last = new CardId(after);
            query = query.Where(card => card.Id < last);
        }

        var rows = await query.OrderByDescending(card => card.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var summary = await MerchantOfAsync(context, merchant, cancellationToken);
        return page.Cut(rows, card => card.Id.Value).Select(card => CardView.Of(card, summary, now));
    }

    /// <summary>
    /// One of the merchant's cards, or one of the platform's that it takes or has taken. Errors: <c>not_found</c>,
    /// <c>forbidden</c>.
    /// </summary>
    public async Task<Result<CardView>> GetAsync(Actor actor, CardId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenFor(actor);
        var card = await FindAsync(context, actor, id, cancellationToken);
        return card.IsOk ? await ViewAsync(context, card.Value, time.GetInstant(), cancellationToken) : card.Error;
    }

    /// <summary>
    /// The history of one of the merchant's cards, newest first; of a platform card what happened at the merchant.
    /// </summary>
    public async Task<Result<Page<TransactionView>>> TransactionsAsync(
        Actor actor, CardId id, PageRequest page, CancellationToken cancellationToken)
    {
        await using var context = database.OpenFor(actor);
        var card = await FindAsync(context, actor, id, cancellationToken);
        return card.IsOk ? await HistoryAsync(context, card.Value, page, null, cancellationToken) : card.Error;
    }

    internal static async Task<Page<TransactionView>> HistoryAsync(
        GiftCardsDbContext context,
        Card card,
        PageRequest page,
        DateTimeOffset? since,
        CancellationToken cancellationToken) =>
        (await LinesAsync(context, card, page, since, cancellationToken)).Select(TransactionView.Of);

    internal static async Task<Page<CardTransaction>> LinesAsync(
        GiftCardsDbContext context,
        Card card,
        PageRequest page,
        DateTimeOffset? since,
        CancellationToken cancellationToken)
    {
        var query = context.CardTransactions.AsNoTracking()
            .Where(transaction => transaction.CardId == card.Id && (since == null || transaction.At >= since));
        if (page.After is { } after)
        {
            var last = new TransactionId(after);
            query = query.Where(transaction => transaction.VersionAfter < context.CardTransactions
                .Where(line => line.CardId == card.Id && line.Id == last)
                .Max(line => (int?)line.VersionAfter));
        }

        var rows = await query.OrderByDescending(transaction => transaction.VersionAfter).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        return page.Cut(rows, transaction => transaction.Id.Value);
    }

    internal static async Task<MerchantSummary> MerchantOfAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) => id.IsPlatform
        ? MerchantSummary.Platform
        : await context.Merchants.AsNoTracking()
            .Where(merchant => merchant.Id == id)
            .Select(merchant => new MerchantSummary(merchant.Id, merchant.Slug, merchant.Name)
            {
                Color = merchant.Color,
                TimeZone = merchant.TimeZone,
            })
            .SingleAsync(cancellationToken);

    /// <summary>The card as its own people see it, or as much of it as others may.</summary>
    internal static async Task<CardView> ViewAsync(
        GiftCardsDbContext context, Card card, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var merchant = await context.MerchantNames.FindAsync(context, card.MerchantId, cancellationToken);
        var view = CardView.Of(card, merchant, now);
        return card.MerchantId == context.VisibleMerchant ? view : view.ToOthers();
    }

    private static async Task<Result<Card>> FindAsync(
        GiftCardsDbContext context, Actor actor, CardId id, CancellationToken cancellationToken)
    {
        if (actor.CardsOf is not { } merchant)
        {
            return new Forbidden();
        }

        return actor.Refuse(Permissions.CardsRead, merchant) is { } refused
            ? refused
            : await SeenAsync(context, id, cancellationToken);
    }

    /// <summary>
    /// A card that the context's merchant may look at: its own, and one of the platform's that it takes, or of which it
    /// has lines of its own.
    /// </summary>
    internal static async Task<Result<Card>> SeenAsync(
        GiftCardsDbContext context, CardId id, CancellationToken cancellationToken)
    {
        var found = await HonouredCards.FindAsync(context, id, cancellationToken);
        return !found.IsOk
            || await HonouredCards.RefuseHereAsync(context, found.Value, cancellationToken) is null
            || await context.CardTransactions.AnyAsync(line => line.CardId == id, cancellationToken)
                ? found
                : new NotFound();
    }

    /// <summary>The cards that match now.</summary>
    internal IQueryable<Card> Narrow(IQueryable<Card> cards, CardFilter filter, DateTimeOffset now)
    {
        cards = filter.Status switch
        {
            null => cards,
            CardStatus.Expired => cards.Where(card => card.Status == CardStatus.Expired
                || ((card.Status == CardStatus.Active || card.Status == CardStatus.PartiallyUsed)
                    && card.ExpiresAt <= now)),
            CardStatus.Active or CardStatus.PartiallyUsed => cards.Where(card =>
                card.Status == filter.Status && (card.ExpiresAt == null || card.ExpiresAt > now)),
            _ => cards.Where(card => card.Status == filter.Status),
        };
        if (filter.IssuedFrom is { } from)
        {
            cards = cards.Where(card => card.IssuedAt >= from);
        }

        if (filter.IssuedTo is { } to)
        {
            cards = cards.Where(card => card.IssuedAt < to);
        }

        if (filter.MinBalanceMinor is { } least)
        {
            cards = cards.Where(card => card.BalanceMinor >= least);
        }

        if (filter.MaxBalanceMinor is { } most)
        {
            cards = cards.Where(card => card.BalanceMinor <= most);
        }

        return string.IsNullOrWhiteSpace(filter.Search) ? cards : Matching(cards, filter.Search.Trim());
    }

    private IQueryable<Card> Matching(IQueryable<Card> cards, string text)
    {
        if (text.Contains('@', StringComparison.Ordinal))
        {
            var hash = protector.HashEmail(text);
            return cards.Where(card => card.PurchaserEmailHash == hash || card.RecipientEmailHash == hash);
        }

        if (CardCode.TryParse(text, out var code))
        {
            var hashes = protector.HashesOfCode(code.Normalized);
            return cards.Where(card => hashes.Contains(card.CodeHash));
        }

        var last4 = text.ToUpperInvariant();
        return cards.Where(card => card.Last4 == last4);
    }
}
