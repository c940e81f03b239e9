using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Disputes;

/// <summary>A card that a dispute froze, as it stands now.</summary>
/// <param name="Card">The card.</param>
/// <param name="Last4">The last four of its code.</param>
/// <param name="Status">Its status beside the freeze.</param>
/// <param name="Balance">What is on it.</param>
/// <param name="Taken">Once lost, what it gave.</param>
/// <param name="IsPassedOn">Whether its value was passed on from a card of the sale.</param>
public sealed record DisputedCardView(
    CardId Card, string Last4, CardStatus Status, Money Balance, Money Taken, bool IsPassedOn);

/// <summary>A dispute, of whose sale it is, and which cards it concerns.</summary>
public sealed record DisputeRecord
{
    public required Dispute Dispute { get; init; }

    public required MerchantSummary Merchant { get; init; }

    /// <summary>The cards, oldest first; in lists none are told.</summary>
    public IReadOnlyList<DisputedCardView> Cards { get; init; } = [];

    public Money Loss => new(Dispute.LossMinor, Dispute.Currency);

    /// <summary>Whether an administrator decides it here, because it is the built-in provider's.</summary>
    public bool IsDecidedHere =>
        Dispute.Status == DisputeStatus.Open && Dispute.Provider == SandboxProvider.ProviderName;
}

/// <summary>What disputes there are, for administrators and for the merchant concerned.</summary>
public sealed class DisputeQueries(GiftCardsDatabase database)
{
    /// <summary>More than this no merchant's list of open ones shows.</summary>
    public const int MaxOpen = 50;

    /// <summary>Disputes of all merchants that stand so, or all, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<DisputeRecord>>> ListAsync(
        Actor actor, DisputeStatus? status, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Disputes) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Administrators see the disputes of all merchants.
        var disputes = context.Disputes.AsNoTracking();
        if (status is { } one)
        {
            disputes = disputes.Where(dispute => dispute.Status == one);
        }

        if (page.After is { } after)
        {
            var last = new DisputeId(after);
            disputes = disputes.Where(dispute => dispute.Id < last);
        }

        var rows = await NamedAsync(
            context, disputes.OrderByDescending(dispute => dispute.Id).Take(page.Limit + 1), cancellationToken);
        return page.Cut([.. rows.OrderByDescending(row => row.Dispute.Id.Value)], row => row.Dispute.Id.Value);
    }

    /// <summary>One dispute with its cards. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<Result<DisputeRecord>> GetAsync(
        Actor actor, DisputeId id, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Disputes) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one dispute and its cards.
        var one = context.Disputes.AsNoTracking().Where(dispute => dispute.Id == id);
        return await NamedAsync(context, one, cancellationToken) is [var found]
            ? found with { Cards = await CardsOfAsync(context, found.Dispute, cancellationToken) }
            : new NotFound();
    }

    /// <summary>
    /// The open disputes of the actor's merchant that concern a card, or any of its cards, oldest first. Errors:
    /// <c>forbidden</c>.
    /// </summary>
    public async Task<Result<IReadOnlyList<Dispute>>> OpenAsync(
        Actor actor, CardId? card, CancellationToken cancellationToken)
    {
        if ((actor.CardsOf is { } merchant
            ? actor.Refuse(Permissions.CardsRead, merchant)
            : new Forbidden()) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var open = context.Disputes.AsNoTracking().Where(dispute => dispute.Status == DisputeStatus.Open);
        if (card is { } one)
        {
            open = open.Where(dispute => context.DisputedCards.Any(row => row.MerchantId == dispute.MerchantId
                && row.DisputeId == dispute.Id && row.CardId == one));
        }

        return await open.OrderBy(dispute => dispute.Id).Take(MaxOpen).ToListAsync(cancellationToken);
    }

    private static async Task<List<DisputeRecord>> NamedAsync(
        GiftCardsDbContext context, IQueryable<Dispute> disputes, CancellationToken cancellationToken)
    {
        var rows = await disputes
            .LeftJoin(
                context.Merchants,
                dispute => dispute.MerchantId,
                merchant => merchant.Id,
                (dispute, merchant) => new { dispute, merchant })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new DisputeRecord
        {
            Dispute = row.dispute,
            Merchant = MerchantSummary.OrPlatform(row.merchant),
        });
    }

    private static async Task<IReadOnlyList<DisputedCardView>> CardsOfAsync(
        GiftCardsDbContext context, Dispute dispute, CancellationToken cancellationToken)
    {
        var rows = await context.DisputedCards.AsNoTracking()
            .Where(row => row.MerchantId == dispute.MerchantId && row.DisputeId == dispute.Id)
            .Join(
                context.Cards.Where(card => card.MerchantId == dispute.MerchantId),
                row => row.CardId,
                card => card.Id,
                (row, card) => new { Row = row, card.Id, card.Last4, card.Status, card.BalanceMinor })
            .OrderBy(item => item.Id)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(item => new DisputedCardView(
            item.Id,
            item.Last4,
            item.Status,
            new Money(item.BalanceMinor, dispute.Currency),
            new Money(item.Row.TakenMinor, dispute.Currency),
            item.Row.RootCardId != item.Id));
    }
}
