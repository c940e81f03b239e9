using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Reviews;

/// <summary>A review as everybody sees it.</summary>
/// <param name="Review">What was written.</param>
/// <param name="Author">First name and initial of who wrote it; null when they are gone.</param>
public sealed record ShownReview(Review Review, string? Author);

/// <summary>What somebody has to do with the reviews of a merchant.</summary>
/// <param name="Own">Their own; null while they have none.</param>
/// <param name="Refusal">Why they may not write one; null when they may.</param>
public sealed record OwnReview(Review? Own, DomainError? Refusal);

/// <summary>A review that waits for a decision, or was decided about.</summary>
/// <param name="Shown">The review.</param>
/// <param name="Merchant">About whom it is.</param>
/// <param name="Slug">The short name of that merchant.</param>
/// <param name="Reasons">Why it was reported, each reason once.</param>
public sealed record ReportedReview(
    ShownReview Shown, string Merchant, string Slug, IReadOnlyList<ReportReason> Reasons);

/// <summary>Reads reviews.</summary>
public sealed class ReviewQueries(GiftCardsDatabase database)
{
    /// <summary>A merchant's reviews that are shown, the newest first.</summary>
    public async Task<Page<ShownReview>> ListAsync(
        MerchantId merchant, PageRequest page, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // What is shown to everybody, of one merchant.
        var reviews = context.Reviews.AsNoTracking()
            .Where(row => row.MerchantId == merchant && row.Status == ReviewStatus.Shown);
        if (page.After is { } after)
        {
            var last = new ReviewId(after);
            reviews = reviews.Where(row => row.Id < last);
        }

        var rows = await reviews.OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, row => row.Id.Value);
        var names = await NamesAsync(context, cut.Data, cancellationToken);
        return cut.Select(row => new ShownReview(row, names.GetValueOrDefault(row.AuthorId.Value)));
    }

    /// <summary>The person's own review of a merchant. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<OwnReview>> OwnAsync(
        Actor actor, MerchantId merchant, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var own = await context.Reviews.AsNoTracking().SingleOrDefaultAsync(
            row => row.MerchantId == merchant && row.AuthorId == person, cancellationToken);
        return new OwnReview(own, await ReviewRules.RefuseAsync(context, person, merchant, cancellationToken));
    }

    /// <summary>
    /// Those that wait for a decision, the longest waiting first, or those that are hidden. Errors: <c>forbidden</c>.
    /// </summary>
    public async Task<Result<Page<ReportedReview>>> QueueAsync(
        Actor actor, ReviewStatus status, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Storefront) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // All merchants', for those who run the platform.
        var skip = page.After is { } after ? Offsets.From(after) : 0;
        var reviews = status == ReviewStatus.Hidden
            ? context.Reviews.Where(row => row.Status == ReviewStatus.Hidden).OrderByDescending(row => row.Id)
            : Reported(context).OrderBy(row => row.ReportedAt).ThenBy(row => row.Id);
        var rows = await reviews.AsNoTracking().Skip(skip).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, _ => Offsets.To(skip + page.Limit));
        return await DescribeAsync(context, cut, cancellationToken);
    }

    /// <summary>What somebody reported and nobody has decided about.</summary>
    internal static IQueryable<Review> Reported(GiftCardsDbContext context) =>
        context.Reviews.Where(row => row.ReportedAt != null);

    private static async Task<Page<ReportedReview>> DescribeAsync(
        GiftCardsDbContext context, Page<Review> cut, CancellationToken cancellationToken)
    {
        var names = await NamesAsync(context, cut.Data, cancellationToken);
        var merchants = cut.Data.Select(row => row.MerchantId).Distinct().ToList();
        var ids = cut.Data.Select(row => row.Id).ToList();
        var known = await context.Merchants.AsNoTracking().Where(row => merchants.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row, cancellationToken);
        var reasons = (await context.ReviewReports.AsNoTracking()
            .Where(row => merchants.Contains(row.MerchantId) && ids.Contains(row.ReviewId))
            .Select(row => new { row.ReviewId, row.Reason })
            .Distinct()
            .ToListAsync(cancellationToken)).ToLookup(row => row.ReviewId, row => row.Reason);
        return cut.Select(row => new ReportedReview(
            new ShownReview(row, names.GetValueOrDefault(row.AuthorId.Value)),
            known[row.MerchantId].Name,
            known[row.MerchantId].Slug,
            [.. reasons[row.Id]]));
    }

    private static async Task<Dictionary<Guid, string>> NamesAsync(
        GiftCardsDbContext context, IReadOnlyList<Review> reviews, CancellationToken cancellationToken)
    {
        var ids = reviews.Select(row => row.AuthorId.Value).Distinct().ToList();
        var names = await context.Users.Where(user => ids.Contains(user.Id))
            .Select(user => new { user.Id, user.DisplayName })
            .ToListAsync(cancellationToken);
        return names.ToDictionary(user => user.Id, user => Short(user.DisplayName));
    }

    // Who wrote it is told as people are told of at a counter: the first name and an initial.
    private static string Short(string name)
    {
        var parts = name.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [var first, .., var last] ? $"{first} {last.EnumerateRunes().First()}." : name;
    }
}
