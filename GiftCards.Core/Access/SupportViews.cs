using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>A look at a merchant's pages that goes on.</summary>
/// <param name="Merchant">Whose pages.</param>
/// <param name="Viewer">What the person who looks is called.</param>
/// <param name="EndsAt">When it ends by itself.</param>
public sealed record LiveView(MerchantSummary Merchant, string Viewer, DateTimeOffset EndsAt);

/// <summary>Look at a merchant's pages as its people see them.</summary>
/// <param name="Merchant">Whose.</param>
/// <param name="Session">The signed-in session that it becomes part of.</param>
/// <param name="Reason">Why; the merchant sees it.</param>
public sealed record BeginSupportView(MerchantId Merchant, SessionId Session, string Reason);

/// <summary>
/// Support's looks at merchants' pages: begun by those who run the platform with full rights or for support, good for
/// half an hour, ended by themselves or by whoever began them, and in the merchant's audit trail at both ends.
/// </summary>
public sealed class SupportViews(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>How many looks that ended by themselves one round writes down.</summary>
    private const int Batch = 100;

    /// <summary>
    /// What the merchant is called that one might look at. Errors: <c>forbidden</c>, <c>not_found</c>.
    /// </summary>
    public async Task<Result<string>> OfferAsync(Actor actor, MerchantId merchant, CancellationToken cancellationToken)
    {
        if (!May(actor))
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one merchant.
        var name = await context.Merchants.Where(candidate => candidate.Id == merchant)
            .Select(candidate => candidate.Name)
            .SingleOrDefaultAsync(cancellationToken);
        return name is null || merchant.IsPlatform ? new NotFound() : name;
    }

    /// <summary>
    /// Begins a look; one that goes on in the same session ends. Errors: <c>forbidden</c>, <c>invalid_request</c>,
    /// <c>not_found</c>.
    /// </summary>
    public async Task<Result<LiveView>> BeginAsync(
        Actor actor, BeginSupportView command, CancellationToken cancellationToken)
    {
        if (!May(actor) || actor.Person is not { } user)
        {
            return new Forbidden();
        }

        if (TextRules.RefuseReason(command.Reason) is { } invalid)
        {
            return invalid;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one merchant and session.
        var merchant = await context.Merchants.AsNoTracking()
            .SingleOrDefaultAsync(candidate => candidate.Id == command.Merchant, cancellationToken);
        if (merchant is null || merchant.Id.IsPlatform)
        {
            return new NotFound();
        }

        await EndAsync(actor, command.Session, cancellationToken);
        var now = time.GetInstant();
        var view = new SupportView
        {
            MerchantId = merchant.Id,
            Id = Guid.CreateVersion7(now),
            UserId = user,
            SessionId = command.Session,
            Reason = command.Reason.Trim(),
            BeganAt = now,
            EndsAt = now + SupportView.Lifetime,
        };
        context.SupportViews.Add(view);
        context.Record(
            actor,
            Note(view, AuditActions.ViewBegan) with { After = new { view.Reason, view.EndsAt } },
            now);
        await context.SaveChangesAsync(cancellationToken);
        return await ViewAsync(context, view, merchant, cancellationToken);
    }

    /// <summary>The look that goes on in a session; null when there is none, or it is over.</summary>
    public async Task<LiveView?> FindAsync(UserId user, SessionId session, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person's session.
        var view = await Live(context, session).AsNoTracking()
            .Where(row => row.UserId == user)
            .Join(context.Merchants, row => row.MerchantId, merchant => merchant.Id, (row, merchant) =>
                new { row, merchant })
            .SingleOrDefaultAsync(cancellationToken);
        return view is null ? null : await ViewAsync(context, view.row, view.merchant, cancellationToken);
    }

    /// <summary>Ends the look that goes on in the actor's session, if there is one.</summary>
    public async Task EndAsync(Actor actor, SessionId session, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session.
        if (await Live(context, session).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } view)
        {
            await EndAsync(context, actor, view, time.GetInstant(), cancellationToken);
        }
    }

    /// <summary>Writes down the end of looks whose time is over; answers with how many.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Looks at any merchant run out.
        var over = await context.SupportViews.AsNoTracking()
            .Where(view => view.EndedAt == null && view.EndsAt <= now)
            .OrderBy(view => view.EndsAt)
            .Take(Batch)
            .ToListAsync(cancellationToken);
        foreach (var view in over)
        {
            await EndAsync(context, new Actor.System("support-views"), view, view.EndsAt, cancellationToken);
        }

        return over.Count;
    }

    private static bool May(Actor actor) => actor is Actor.Administrator admin
        && admin.Grants.Open(AdminAreas.ViewAsMerchant);

    private IQueryable<SupportView> Live(GiftCardsDbContext context, SessionId session)
    {
        var now = time.GetInstant();
        return context.SupportViews.Where(
            view => view.SessionId == session && view.EndedAt == null && view.EndsAt > now);
    }

    // The guard lets one of several write the end down.
    private static async Task EndAsync(
        GiftCardsDbContext context,
        Actor actor,
        SupportView view,
        DateTimeOffset at,
        CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var ended = await context.SupportViews
            .Where(row => row.MerchantId == view.MerchantId && row.Id == view.Id && row.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.EndedAt, at), cancellationToken);
        if (ended == 0)
        {
            return;
        }

        context.Record(
            actor,
            Note(view, AuditActions.ViewEnded) with { After = new { Viewer = $"admin:{view.UserId}", view.BeganAt } },
            at);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static AuditNote Note(SupportView view, string action) =>
        new(action, view.MerchantId, AuditTargets.Merchant, view.MerchantId.ToString());

    private static async Task<LiveView> ViewAsync(
        GiftCardsDbContext context, SupportView view, Merchant merchant, CancellationToken cancellationToken)
    {
        var name = await context.Users.Where(user => user.Id == view.UserId.Value)
            .Select(user => user.DisplayName)
            .SingleAsync(cancellationToken);
        return new LiveView(MerchantSummary.Of(merchant), name, view.EndsAt);
    }
}
