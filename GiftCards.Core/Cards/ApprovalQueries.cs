using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Cards;

/// <summary>A correction that waits or waited for a second person, as one of the merchant's people sees it.</summary>
public sealed record ApprovalView
{
    public required ApprovalId Id { get; init; }

    public required CardId Card { get; init; }

    /// <summary>The last four characters of the card's code.</summary>
    public required string Last4 { get; init; }

    /// <summary>What is on the card now.</summary>
    public required Money Balance { get; init; }

    /// <summary>Signed: up or down by how much.</summary>
    public required Money Amount { get; init; }

    public required AdjustmentReason Reason { get; init; }

    public required string? Note { get; init; }

    public required ApprovalStatus Status { get; init; }

    /// <summary>Who asked, see <see cref="Actor.Label"/>.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who approved or declined; null while it waits.</summary>
    public required string? DecidedBy { get; init; }

    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Whether the reader asked for it, and so may take it back but not approve it.</summary>
    public required bool IsOwn { get; init; }

    internal static async Task<IReadOnlyList<ApprovalView>> OfAsync(
        GiftCardsDbContext context,
        Actor reader,
        IReadOnlyList<Approval> approvals,
        CancellationToken cancellationToken)
    {
        var ids = approvals.Select(approval => approval.CardId).Distinct().ToList();
        var cards = await context.Cards.AsNoTracking()
            .Where(card => ids.Contains(card.Id))
            .ToDictionaryAsync(card => card.Id, cancellationToken);
        return [.. approvals.Select(approval => Of(approval, cards[approval.CardId], reader))];
    }

    private static ApprovalView Of(Approval approval, Card card, Actor reader) => new()
    {
        Id = approval.Id,
        Card = card.Id,
        Last4 = card.Last4,
        Balance = card.Balance,
        Amount = approval.Amount,
        Reason = approval.Reason,
        Note = approval.Note,
        Status = approval.Status,
        RequestedBy = approval.RequestedBy,
        RequestedAt = approval.RequestedAt,
        DecidedBy = approval.DecidedBy,
        DecidedAt = approval.DecidedAt,
        IsOwn = approval.RequestedBy == reader.Label,
    };
}

/// <summary>What waits for a second person at a merchant, and what became of it.</summary>
public sealed class ApprovalQueries(GiftCardsDatabase database)
{
    /// <summary>Corrections of one status, newest first. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<Page<ApprovalView>>> ListAsync(
        Actor actor, ApprovalStatus status, PageRequest page, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var query = context.Approvals.AsNoTracking().Where(approval => approval.Status == status);
        if (page.After is { } after)
        {
            var last = new ApprovalId(after);
            query = query.Where(approval => approval.Id < last);
        }

        var rows = await query.OrderByDescending(approval => approval.Id)
            .Take(page.Limit + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, approval => approval.Id.Value);
        return new Page<ApprovalView>(
            await ApprovalView.OfAsync(context, actor, cut.Data, cancellationToken), cut.NextCursor);
    }

    /// <summary>How many corrections wait. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<int>> CountWaitingAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (Refuse(actor) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        return await context.Approvals.CountAsync(
            approval => approval.Status == ApprovalStatus.Waiting, cancellationToken);
    }

    private static DomainError? Refuse(Actor actor) =>
        actor.CardsOf is { } merchant ? actor.Refuse(Permissions.CardsManage, merchant) : new Forbidden();
}
