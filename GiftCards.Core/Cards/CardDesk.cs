using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Holds;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Refunds;
using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>One line of a card's history, with what can still be done about it.</summary>
/// <param name="Transaction">The line.</param>
/// <param name="Left">What of a redemption was not given back yet; null where the line is no redemption.</param>
/// <param name="MayVoid">Whether the reader may take that back.</param>
public sealed record CardLine(TransactionView Transaction, Money? Left, bool MayVoid)
{
    /// <summary>What was set aside, where the line is a hold.</summary>
    public Money? Held { get; init; }

    /// <summary>What of a redemption was given back; null where the line is none, or nothing was.</summary>
    public Money? GivenBack => Left is { } left && left != -Transaction.Amount ? -Transaction.Amount - left : null;
}

/// <summary>One card before its merchant's staff, with all that they may do to it.</summary>
public sealed record CardDesk
{
    public required CardView Card { get; init; }

    public required MerchantProfile Merchant { get; init; }

    /// <summary>What is worth offering to the reader.</summary>
    public required CardActions Actions { get; init; }

    /// <summary>What is set aside, soonest end first.</summary>
    public required IReadOnlyList<HoldView> Holds { get; init; }

    /// <summary>What of it waits to be accepted by somebody else; zero where the whole card does.</summary>
    public required Money PassingOn { get; init; }

    /// <summary>Corrections of this card that wait for a second person; empty for those who may not see them.</summary>
    public required IReadOnlyList<ApprovalView> Waiting { get; init; }

    /// <summary>What could go back to its payers; null where nothing can, or the reader may not.</summary>
    public required RefundOffer? Refundable { get; init; }

    /// <summary>What went back so far, or is on its way; newest first.</summary>
    public required IReadOnlyList<RefundView> Refunds { get; init; }

    public required Page<CardLine> History { get; init; }

    /// <summary>
    /// What it was sold and topped up for through the platform, and what of it was kept; for its own merchant and those
    /// who may see figures, oldest first.
    /// </summary>
    public IReadOnlyList<KeptOfSale> Sales { get; init; } = [];

    /// <summary>The open disputes that freeze it, for its own merchant; oldest first.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>A correction beyond this, up or down, waits for a second person.</summary>
    public required Money AdjustmentLimit { get; init; }

    /// <summary>The end of the validity if value were loaded now; null for never.</summary>
    public required DateTimeOffset? ExpiresAfterLoad { get; init; }

    /// <summary>What the card would be worth again if it were reinstated now.</summary>
    public required Money Reinstated { get; init; }

    /// <summary>When this was true.</summary>
    public required DateTimeOffset At { get; init; }

    public bool May(CardActions action) => (Actions & action) == action;

    /// <summary>Whether a correction by this much waits for a second person.</summary>
    public bool NeedsApproval(Money amount) => AdjustmentPolicy.NeedsApproval(amount, Merchant.Settings);
}

/// <summary>Lays one of a merchant's cards out before its staff. Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
public sealed class CardDeskQuery(
    GiftCardsDatabase database, OwnMerchantQuery merchants, RefundQueries refunds, TimeProvider time)
{
    public async Task<Result<CardDesk>> HandleAsync(
        Actor actor, CardId id, PageRequest page, CancellationToken cancellationToken)
    {
        var profile = await merchants.HandleAsync(actor, cancellationToken);
        if ((profile.Error ?? actor.Refuse(Permissions.CardsRead, profile.Value.Id)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var found = await CardQueries.SeenAsync(context, id, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var (card, merchant, settings, now) =
            (found.Value, profile.Value.Merchant, profile.Value.Settings, time.GetInstant());
        var takes = await HonouredCards.RefuseHereAsync(context, card, cancellationToken) is null;
        var actions = CardOffers.Of(actor, card, merchant, settings, now)
            & (takes ? ~CardActions.None : CardActions.Release);
        var refundable = await RefundableAsync(actor, card, actions, cancellationToken);
        var breakage = await ReinstateCardHandler.BreakageAsync(context, card, cancellationToken);
        return new CardDesk
        {
            Card = await CardQueries.ViewAsync(context, card, now, cancellationToken),
            Merchant = profile.Value,
            Actions = refundable is null ? actions & ~CardActions.Refund : actions,
            Holds = await HoldQueries.OpenOnAsync(context, card, now, cancellationToken),
            PassingOn = await TransferLookup.PassingOnAsync(context, card, cancellationToken),
            Waiting = await WaitingAsync(context, actor, card, cancellationToken),
            Refundable = refundable,
            Refunds = card.MerchantId == merchant.Id
                ? (await refunds.ListForCardAsync(actor, id, cancellationToken)).Value
                : [],
            History = await HistoryAsync(context, actor, card, page, now, cancellationToken),
            Sales = card.MerchantId == merchant.Id && actor.Refuse(Permissions.AnalyticsRead, merchant.Id) is null
                ? await SalesAsync(context, card, cancellationToken)
                : [],
            Disputes = card.IsFrozen ? await DisputesAsync(context, card, cancellationToken) : [],
            AdjustmentLimit = new Money(AdjustmentPolicy.LimitMinor(settings), card.Currency),
            ExpiresAfterLoad = LoadPolicy.EndAfterLoad(card, settings, merchant.Zone, now),
            Reinstated = card.Balance + breakage,
            At = now,
        };
    }

    private static async Task<IReadOnlyList<KeptOfSale>> SalesAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken)
    {
        var sales = await context.Sales.AsNoTracking()
            .Where(sale => sale.MerchantId == card.MerchantId && sale.CardId == card.Id)
            .OrderBy(sale => sale.EntryId)
            .Take(PageRequest.DefaultLimit)
            .ToListAsync(cancellationToken);
        return sales.ConvertAll(sale => new KeptOfSale(
            new Money(sale.GrossMinor, sale.Currency),
            new Money(sale.CommissionMinor, sale.Currency),
            sale.Terms ?? CommissionTerms.Plain(new Rate(sale.RatePartsPerMillion))));
    }

    private static Task<List<Dispute>> DisputesAsync(
        GiftCardsDbContext context, Card card, CancellationToken cancellationToken) =>
        context.Disputes.AsNoTracking()
            .Where(dispute => dispute.Status == DisputeStatus.Open
                && context.DisputedCards.Any(row => row.MerchantId == dispute.MerchantId
                    && row.DisputeId == dispute.Id && row.CardId == card.Id))
            .OrderBy(dispute => dispute.Id)
            .Take(DisputeQueries.MaxOpen)
            .ToListAsync(cancellationToken);

    private async Task<RefundOffer?> RefundableAsync(
        Actor actor, Card card, CardActions actions, CancellationToken cancellationToken)
    {
        if ((actions & CardActions.Refund) == CardActions.None)
        {
            return null;
        }

        var offer = await refunds.OfferAsync(actor, card.Id, cancellationToken);
        return offer is { IsOk: true, Value.Whole.IsPositive: true } ? offer.Value : null;
    }

    private static async Task<IReadOnlyList<ApprovalView>> WaitingAsync(
        GiftCardsDbContext context, Actor actor, Card card, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.CardsManage, card.MerchantId) is not null)
        {
            return [];
        }

        var rows = await context.Approvals.AsNoTracking()
            .Where(approval => approval.CardId == card.Id && approval.Status == ApprovalStatus.Waiting)
            .OrderByDescending(approval => approval.Id)
            .Take(PageRequest.DefaultLimit)
            .ToListAsync(cancellationToken);
        return await ApprovalView.OfAsync(context, actor, rows, cancellationToken);
    }

    private static async Task<Page<CardLine>> HistoryAsync(
        GiftCardsDbContext context,
        Actor actor,
        Card card,
        PageRequest page,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var lines = await CardQueries.LinesAsync(context, card, page, null, cancellationToken);
        var left = await GivenBack.LeftAsync(context, lines.Data, cancellationToken);
        var here = context.VisibleMerchant;
        var maySeeAll = actor.Refuse(Permissions.CardsManage, here) is null;
        var own = maySeeAll || actor.Refuse(Permissions.CardsRedeem, here) is not null
            ? null
            : await LastSaleQuery.FindAsync(context, actor, now, cancellationToken);
        var held = await HoldQueries.PlacedByAsync(context, lines.Data, cancellationToken);
        var passedOn = await TransferLookup.BegunByAsync(context, lines.Data, cancellationToken);
        return lines.Select(line =>
        {
            var some = left.TryGetValue(line.Id, out var amount) ? amount : (Money?)null;
            var mayVoid = some is { IsPositive: true } && card.Status != CardStatus.Cancelled
                && (maySeeAll || own?.Id == line.Id);
            return new CardLine(TransactionView.Of(line), some, mayVoid)
            {
                Held = held.TryGetValue(line.Id, out var aside) || passedOn.TryGetValue(line.Id, out aside)
                    ? aside
                    : null,
            };
        });
    }
}
