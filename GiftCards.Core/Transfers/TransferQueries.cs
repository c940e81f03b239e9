using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Transfers;

/// <summary>What a person passes on, and what is being passed on to them.</summary>
public sealed class TransferQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>More than a wallet's front page should show.</summary>
    private const int MostOffered = 20;

    /// <summary>What the person passed on, newest first. Errors: <c>unauthenticated</c>.</summary>
    public Task<Result<Page<TransferView>>> SentAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken) =>
        ListAsync(actor, null, page, cancellationToken);

    /// <summary>The same of one card, as far as it still waits. Errors: <c>unauthenticated</c>.</summary>
    public Task<Result<Page<TransferView>>> WaitingOfAsync(
        Actor actor, CardId card, CancellationToken cancellationToken) =>
        ListAsync(actor, card, PageRequest.First, cancellationToken);

    /// <summary>One that the person began. Errors: <c>unauthenticated</c>, <c>not_found</c>.</summary>
    public async Task<Result<TransferView>> GetAsync(Actor actor, TransferId id, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own transfer.
        var transfer = await context.Transfers.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Id == id && row.SenderId == person, cancellationToken);
        return transfer is null
            ? new NotFound()
            : (await TransferView.OfAsync(context, [transfer], protector, time.GetInstant(), cancellationToken))[0];
    }

    /// <summary>
    /// What waits for the person at their confirmed address, newest first. Errors: <c>unauthenticated</c>.
    /// </summary>
    public async Task<Result<Page<OfferView>>> OfferedAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own address.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            u => u.Id == person.Value, cancellationToken);
        if (user is null || user.ProvenAddress is not { } address)
        {
            return new Page<OfferView>([], null);
        }

        var now = time.GetInstant();
        var transfers = await context.Transfers.AsNoTracking()
            .Where(transfer => transfer.ToEmailHash == address && transfer.Status == TransferStatus.Waiting
                && transfer.ExpiresAt > now && transfer.SenderId != person)
            .OrderByDescending(transfer => transfer.Id)
            .Take(MostOffered)
            .ToListAsync(cancellationToken);
        var cards = await CardsOfAsync(context, transfers, cancellationToken);
        return new Page<OfferView>(
            [.. transfers.Select(transfer => OfferView.Of(transfer, cards[transfer.CardId], person, now))], null);
    }

    /// <summary>
    /// One that was sent to the person's confirmed address. Errors: <c>unauthenticated</c>, <c>not_found</c>.
    /// </summary>
    public async Task<Result<OfferView>> OfferAsync(Actor actor, TransferId id, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own address.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            u => u.Id == person.Value, cancellationToken);
        var found = user is null
            ? new NotFound()
            : await TransferLookup.ByAddressAsync(context, id, user, cancellationToken);
        return found.IsOk ? await OfferOfAsync(context, found.Value, actor, cancellationToken) : found.Error;
    }

    /// <summary>
    /// What a claim code is good for, whoever asks; asking changes nothing. Errors: <c>code_malformed</c>,
    /// <c>not_found</c>.
    /// </summary>
    public async Task<Result<OfferView>> FindAsync(Actor actor, string claimCode, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one transfer of this code.
        var found = await TransferLookup.ByCodeAsync(context, claimCode, protector, cancellationToken);
        return found.IsOk ? await OfferOfAsync(context, found.Value, actor, cancellationToken) : found.Error;
    }

    private async Task<OfferView> OfferOfAsync(
        GiftCardsDbContext context, Transfer transfer, Actor reader, CancellationToken cancellationToken)
    {
        var cards = await CardsOfAsync(context, [transfer], cancellationToken);
        return OfferView.Of(transfer, cards[transfer.CardId], reader.Person, time.GetInstant());
    }

    internal static async Task<IReadOnlyDictionary<CardId, TransferredCard>> CardsOfAsync(
        GiftCardsDbContext context, IReadOnlyList<Transfer> transfers, CancellationToken cancellationToken)
    {
        var ids = transfers.Select(transfer => transfer.CardId).Distinct().ToList();
        var rows = await context.Cards.AsNoTracking()
            .Where(card => ids.Contains(card.Id))
            .LeftJoin(context.Merchants, card => card.MerchantId, merchant => merchant.Id, (card, merchant) =>
                new { card, merchant })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.card.Id, row => new TransferredCard(row.card, MerchantSummary.OrPlatform(row.merchant)));
    }

    private async Task<Result<Page<TransferView>>> ListAsync(
        Actor actor, CardId? waitingOf, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own transfers.
        var query = context.Transfers.AsNoTracking().Where(transfer => transfer.SenderId == person);
        if (waitingOf is { } card)
        {
            query = query.Where(transfer => transfer.CardId == card
                && transfer.Status == TransferStatus.Waiting && transfer.ExpiresAt > now);
        }

        if (page.After is { } after)
        {
            var last = new TransferId(after);
            query = query.Where(transfer => transfer.Id < last);
        }

        var rows = await query.OrderByDescending(transfer => transfer.Id).Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var cut = page.Cut(rows, transfer => transfer.Id.Value);
        return new Page<TransferView>(
            await TransferView.OfAsync(context, cut.Data, protector, now, cancellationToken), cut.NextCursor);
    }
}
