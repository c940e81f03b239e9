using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>One of a person's sessions, as they see it.</summary>
public sealed record SessionView
{
    public required SessionId Id { get; init; }

    public required SessionKind Kind { get; init; }

    public required Device Device { get; init; }

    /// <summary>Where they signed in from; null for sessions from before this was kept.</summary>
    public required string? Address { get; init; }

    public required DateTimeOffset SignedInAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Whether the person asks by this very one.</summary>
    public required bool IsOwn { get; init; }
}

/// <summary>Lists where a person is signed in.</summary>
public sealed class SessionQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>
    /// The sessions that go on: the one they ask by first, then the latest used. Errors: <c>unauthenticated</c>.
    /// </summary>
    public async Task<Result<IReadOnlyList<SessionView>>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person's own sessions.
        var rows = await Live(context, person, now).AsNoTracking().ToListAsync(cancellationToken);
        return rows
            .Where(session => now - session.LastSeenAt < SessionLifetimes.IdleOf(session.Kind))
            .Select(session => Of(session, actor.Session?.Id))
            .OrderByDescending(view => view.IsOwn)
            .ThenByDescending(view => view.LastSeenAt)
            .ToList();
    }

    // A program's access token ends within the hour, and its session goes on by its refresh token.
    internal static IQueryable<Session> Live(GiftCardsDbContext context, UserId user, DateTimeOffset now)
    {
        var refreshedAfter = now - Session.RefreshLifetime;
        return context.Sessions.Where(session => session.UserId == user && session.EndedAt == null
            && (session.AccessExpiresAt > now
                || (session.Kind == SessionKind.Program && session.LastSeenAt > refreshedAfter)));
    }

    private static SessionView Of(Session session, SessionId? own) => new()
    {
        Id = session.Id,
        Kind = session.Kind,
        Device = Device.Of(session.UserAgent),
        Address = session.Address,
        SignedInAt = session.CreatedAt,
        LastSeenAt = session.LastSeenAt,
        EndsAt = session.Kind == SessionKind.Program
            ? session.LastSeenAt + Session.RefreshLifetime
            : session.AccessExpiresAt,
        IsOwn = session.Id == own,
    };
}
