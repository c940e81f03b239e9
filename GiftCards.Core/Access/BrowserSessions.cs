using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Access;

/// <summary>
/// Sessions of people who signed in with a browser: its cookie names a row here, so ending the row ends the session.
/// </summary>
public sealed partial class BrowserSessions(
    GiftCardsDatabase database, TimeProvider time, ILogger<BrowserSessions> logger)
{
    /// <summary>Nobody stays signed in longer, however busy.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    /// <summary>Nobody stays signed in after doing nothing for this long.</summary>
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);

    /// <summary>Opens a session for somebody whose credentials were checked.</summary>
    public async Task<SessionId> OpenAsync(UserId user, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var session = new Session
        {
            Id = PublicId.New<SessionId>(now),
            UserId = user,
            AccessTokenHash = RandomNumberGenerator.GetBytes(32), // The hash of no token: this session is no program's.
            AccessExpiresAt = now + Lifetime,
            CreatedAt = now,
            LastSeenAt = now,
        };
        await using var context = database.OpenAcrossMerchants(); // A session belongs to a person, not to a merchant.
        context.Sessions.Add(session);
        await context.SaveChangesAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>Whether the session goes on; a sign of life from the person keeps it from idling out.</summary>
    public async Task<bool> ContinuesAsync(SessionId id, bool isActive, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var idleSince = now - IdleLifetime;
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session.
        var lastSeen = await context.Sessions
            .Where(session => session.Id == id && session.EndedAt == null
                && session.AccessExpiresAt > now && session.LastSeenAt > idleSince)
            .Select(session => (DateTimeOffset?)session.LastSeenAt)
            .SingleOrDefaultAsync(cancellationToken);
        if (isActive && now - lastSeen >= SeenStep)
        {
            await NoteSeenAsync(context, id, now, cancellationToken);
        }

        return lastSeen is not null;
    }

    /// <summary>Ends the session; doing so twice changes nothing.</summary>
    public async Task EndAsync(SessionId id, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session.
        await context.Sessions.Where(session => session.Id == id && session.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(session => session.EndedAt, now), cancellationToken);
    }

    // A sign of life that cannot be written, as on a disk that is full, is no reason to show nothing; at worst the
    // person idles out early.
    private async Task NoteSeenAsync(
        GiftCardsDbContext context, SessionId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await context.Sessions.Where(session => session.Id == id && session.EndedAt == null)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(session => session.LastSeenAt, now), cancellationToken);
        }
        catch (Exception error) when (DatabaseFailures.IsUnavailable(error))
        {
            LogSeenNotNoted(id, error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sign of life of session {Session} could not be noted: {Failure}")]
    private partial void LogSeenNotNoted(SessionId session, string failure);
}
