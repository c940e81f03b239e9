using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Administration;

/// <summary>A person as those who run the platform see them in the list.</summary>
public sealed record UserRow
{
    public required UserId Id { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public required bool IsConfirmed { get; init; }

    public required bool IsAdministrator { get; init; }

    /// <summary>At how many merchants they work.</summary>
    public required int Merchants { get; init; }

    /// <summary>How many sessions of theirs go on.</summary>
    public required int Sessions { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when they are shut out; null while they may sign in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }
}

/// <summary>One person, with where they work.</summary>
public sealed record UserDetail(UserRow Row, IReadOnlyList<Membership> Memberships);

/// <summary>People, for administrators with full rights or for support. Errors: <c>forbidden</c>.</summary>
public sealed class UserQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>
    /// Names are encrypted, so they are looked for among the newest people only; an address or an id finds anybody.
    /// </summary>
    public const int NamesSearched = 5_000;

    private const int Batch = 500;

    /// <summary>People, newest first; by address, id or a part of the name where something is asked.</summary>
    public async Task<Result<Page<UserRow>>> ListAsync(
        Actor actor, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Users) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // People belong to no merchant.
        var users = context.Users.AsNoTracking();
        var words = search?.Trim() ?? "";
        if (words.Contains('@'))
        {
            var index = Convert.ToHexString(protector.HashEmail(words));
            users = users.Where(user => user.NormalizedEmail == index);
        }
        else if (PublicId.TryParse<UserId>(words, out var id))
        {
            users = users.Where(user => user.Id == id.Value);
        }
        else if (words.Length > 0)
        {
            var found = await ByNameAsync(users, words, cancellationToken);
            users = users.Where(user => found.Contains(user.Id));
        }

        if (page.After is { } after)
        {
            users = users.Where(user => user.Id < after);
        }

        var rows = await users.OrderByDescending(user => user.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var cut = page.Cut(rows, user => user.Id);
        var known = await RowsAsync(context, cut.Data, cancellationToken);
        return cut.Select(user => known[user.Id]);
    }

    /// <summary>One person. Errors: also <c>not_found</c>.</summary>
    public async Task<Result<UserDetail>> GetAsync(Actor actor, UserId id, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Users) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        var user = await context.Users.AsNoTracking()
            .SingleOrDefaultAsync(candidate => candidate.Id == id.Value, cancellationToken);
        return user is null
            ? new NotFound()
            : new UserDetail(
                (await RowsAsync(context, [user], cancellationToken))[user.Id],
                await ActorResolver.MembershipsAsync(context, id, cancellationToken));
    }

    private static async Task<List<Guid>> ByNameAsync(
        IQueryable<User> users, string words, CancellationToken cancellationToken)
    {
        List<Guid> found = [];
        for (var seen = 0; seen < NamesSearched; seen += Batch)
        {
            var names = await users.OrderByDescending(user => user.Id).Skip(seen).Take(Batch)
                .Select(user => new { user.Id, user.DisplayName })
                .ToListAsync(cancellationToken);
            found.AddRange(names
                .Where(user => user.DisplayName.Contains(words, StringComparison.CurrentCultureIgnoreCase))
                .Select(user => user.Id));
            if (names.Count < Batch || found.Count > PageRequest.MaxLimit)
            {
                break;
            }
        }

        return found;
    }

    private async Task<Dictionary<Guid, UserRow>> RowsAsync(
        GiftCardsDbContext context, IReadOnlyList<User> users, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var ids = users.Select(user => user.UserId).ToList();
        var administrators = await context.Administrators
            .Where(row => ids.Contains(row.UserId)).Select(row => row.UserId).ToListAsync(cancellationToken);
        var staff = await context.Staff.Where(row => ids.Contains(row.UserId))
            .GroupBy(row => row.UserId).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, cancellationToken);
        var sessions = await context.Sessions.Where(row => ids.Contains(row.UserId))
            .GroupBy(row => row.UserId)
            .Select(group => new
            {
                group.Key,
                Live = group.Count(row => row.EndedAt == null && row.AccessExpiresAt > now),
                Seen = group.Max(row => row.LastSeenAt),
            })
            .ToDictionaryAsync(row => row.Key, cancellationToken);
        return users.ToDictionary(user => user.Id, user => new UserRow
        {
            Id = user.UserId,
            Name = user.DisplayName,
            Email = user.Email ?? "",
            IsConfirmed = user.EmailConfirmed,
            IsAdministrator = administrators.Contains(user.UserId),
            Merchants = staff.GetValueOrDefault(user.UserId),
            Sessions = sessions.GetValueOrDefault(user.UserId)?.Live ?? 0,
            CreatedAt = user.CreatedAt,
            DisabledAt = user.DisabledAt,
            LastSeenAt = sessions.GetValueOrDefault(user.UserId)?.Seen,
        });
    }
}
