using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Favourites;

/// <summary>Keep a merchant for later, or no longer.</summary>
/// <param name="Slug">Its short name.</param>
/// <param name="IsKept">Whether it is kept from now on.</param>
public sealed record SetFavourite(string Slug, bool IsKept);

/// <summary>
/// Keeps and lets go; what is so already stays so. Errors: <c>unauthenticated</c>, <c>not_found</c>, <c>conflict</c>
/// beyond <see cref="Most"/>.
/// </summary>
public sealed class SetFavouriteHandler(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>The most merchants that one person keeps.</summary>
    public const int Most = 500;

    public async Task<Result<Done>> HandleAsync(
        Actor actor, SetFavourite command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var found = await context.Merchants
            .Where(row => row.Slug == command.Slug && row.Status == MerchantStatus.Approved)
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        if (found is not [var merchant])
        {
            return new NotFound();
        }

        var own = context.Favourites.Where(row => row.UserId == person);
        if (!command.IsKept)
        {
            await own.Where(row => row.MerchantId == merchant).ExecuteDeleteAsync(cancellationToken);
            return new Done();
        }

        if (await own.CountAsync(cancellationToken) >= Most)
        {
            return new Conflict();
        }

        context.Favourites.Add(new Favourite
        {
            MerchantId = merchant,
            UserId = person,
            CreatedAt = time.GetInstant(),
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // Kept already.
        }

        return new Done();
    }
}

/// <summary>Reads what somebody keeps.</summary>
public sealed class FavouriteQueries(GiftCardsDatabase database)
{
    /// <summary>The person's favourites, the latest first. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<Page<MerchantProfile>>> ListAsync(
        Actor actor, PageRequest page, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        var skip = page.After is { } after ? Offsets.From(after) : 0;
        var kept = await context.Favourites.AsNoTracking()
            .Where(row => row.UserId == person)
            .Join(
                context.Merchants.Where(merchant => merchant.Status == MerchantStatus.Approved),
                row => row.MerchantId,
                merchant => merchant.Id,
                (row, merchant) => new { row.CreatedAt, Merchant = merchant })
            .OrderByDescending(row => row.CreatedAt)
            .ThenBy(row => row.Merchant.Slug)
            .Skip(skip)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var profiles = await CatalogueQueries.OfferedAsync(
            context, kept.ConvertAll(row => row.Merchant), cancellationToken);
        return page.Cut(profiles, _ => Offsets.To(skip + page.Limit));
    }

    /// <summary>Which merchants the person keeps. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<IReadOnlySet<MerchantId>>> IdsAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own.
        return await context.Favourites.Where(row => row.UserId == person)
            .Select(row => row.MerchantId)
            .ToHashSetAsync(cancellationToken);
    }
}
