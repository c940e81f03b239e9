using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Access;

/// <summary>A browser that signs somebody in.</summary>
/// <param name="Kind">What the person is here for.</param>
/// <param name="HasSecondFactor">Whether they proved themselves by two factors, or by a passkey.</param>
/// <param name="Address">Where from; null where that is not known.</param>
/// <param name="UserAgent">The browser, in its own words.</param>
public sealed record NewBrowser(
    SessionKind Kind, bool HasSecondFactor = false, string? Address = null, string? UserAgent = null);

/// <summary>A session that goes on.</summary>
public sealed record LiveSession(
    SessionId Id, UserId User, SessionKind Kind, DateTimeOffset? ProvenAt, bool MayMoveMoney, bool HasSecondFactor)
{
    public ActorSession ForActor => new(Id, ProvenAt, MayMoveMoney, HasSecondFactor);
}

/// <summary>
/// Sessions of people who signed in with a browser: its cookie names a row here, so ending the row ends the session.
/// </summary>
public sealed partial class BrowserSessions(
    GiftCardsDatabase database, TimeProvider time, ILogger<BrowserSessions> logger)
{
    /// <summary>What a browser says of itself is cut after this many characters.</summary>
    public const int MaxUserAgent = 300;

    private static readonly TimeSpan SeenStep = TimeSpan.FromMinutes(1);

    /// <summary>Opens a session for somebody whose credentials were checked.</summary>
    public async Task<SessionId> OpenAsync(UserId user, NewBrowser browser, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var session = new Session
        {
            Id = PublicId.New<SessionId>(now),
            UserId = user,
            Kind = browser.Kind,
            Address = browser.Address,
            UserAgent = Cut(browser.UserAgent),
            ProvenAt = now,
            HasSecondFactor = browser.HasSecondFactor,
            AccessTokenHash = RandomNumberGenerator.GetBytes(32), // The hash of no token: this session is no program's.
            AccessExpiresAt = now + SessionLifetimes.Of(browser.Kind),
            CreatedAt = now,
            LastSeenAt = now,
        };
        await using var context = database.OpenAcrossMerchants(); // A session belongs to a person, not to a merchant.
        if (await context.Users.AnyAsync(row => row.Id == user.Value && row.DisabledAt != null, cancellationToken))
        {
            session.EndedAt = now; // Whoever was shut out gets a session that is over, whatever they signed in with.
        }

        context.Sessions.Add(session);
        await context.SaveChangesAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>
    /// The session, if it goes on, else null; a sign of life from the person keeps it from idling out.
    /// </summary>
    public async Task<LiveSession?> FindAsync(SessionId id, bool isActive, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session.
        var found = await context.Sessions
            .Where(session => session.Id == id && session.EndedAt == null && session.AccessExpiresAt > now)
            .Select(session => new
            {
                session.UserId,
                session.Kind,
                session.ProvenAt,
                session.LastSeenAt,
                session.HasSecondFactor,
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null || now - found.LastSeenAt >= SessionLifetimes.IdleOf(found.Kind))
        {
            return null;
        }

        var hasLapsed = found.Kind == SessionKind.Remembered
            && (now - found.LastSeenAt >= SessionLifetimes.MoneyIdle
                || found.ProvenAt is null || now - found.ProvenAt >= SessionLifetimes.Money);
        if (isActive && now - found.LastSeenAt >= SeenStep)
        {
            await NoteSeenAsync(context, id, hasLapsed, now, cancellationToken);
        }

        return new LiveSession(
            id, found.UserId, found.Kind, hasLapsed ? null : found.ProvenAt, !hasLapsed, found.HasSecondFactor);
    }

    /// <summary>Whether the session goes on; see <see cref="FindAsync"/>.</summary>
    public async Task<bool> ContinuesAsync(SessionId id, bool isActive, CancellationToken cancellationToken) =>
        await FindAsync(id, isActive, cancellationToken) is not null;

    /// <summary>Ends the session; doing so twice changes nothing.</summary>
    public async Task EndAsync(SessionId id, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session.
        await context.Sessions.Where(session => session.Id == id && session.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(session => session.EndedAt, now), cancellationToken);
    }

    /// <summary>Notes that the person proved once more who they are.</summary>
    public async Task NoteProofAsync(SessionId id, bool hasSecondFactor, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session.
        await context.Sessions.Where(session => session.Id == id && session.EndedAt == null)
            .ExecuteUpdateAsync(
                update => update.SetProperty(s => s.ProvenAt, now)
                    .SetProperty(s => s.LastSeenAt, now)
                    .SetProperty(s => s.HasSecondFactor, s => s.HasSecondFactor || hasSecondFactor),
                cancellationToken);
    }

    internal static string? Cut(string? userAgent) =>
        userAgent is { Length: > MaxUserAgent } ? userAgent[..MaxUserAgent] : userAgent;

    // A sign of life that cannot be written, as on a disk that is full, is no reason to show nothing; at worst the
    // person idles out early. Once a remembered device was left alone its proof is gone, whoever comes back.
    private async Task NoteSeenAsync(
        GiftCardsDbContext context,
        SessionId id,
        bool hasLapsed,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        try
        {
            await context.Sessions.Where(session => session.Id == id && session.EndedAt == null)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(session => session.LastSeenAt, now)
                        .SetProperty(session => session.ProvenAt, session => hasLapsed ? null : session.ProvenAt),
                    cancellationToken);
        }
        catch (Exception error) when (DatabaseFailures.IsUnavailable(error))
        {
            LogSeenNotNoted(id, error.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A sign of life of session {Session} could not be noted: {Failure}")]
    private partial void LogSeenNotNoted(SessionId session, string failure);
}
