using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>What a program gets for signing in.</summary>
/// <param name="AccessToken">Sent with every call.</param>
/// <param name="RefreshToken">Good once, for the next pair.</param>
/// <param name="ExpiresIn">How long the access token lasts.</param>
public sealed record SessionGrant(string AccessToken, string RefreshToken, TimeSpan ExpiresIn);

/// <summary>Who is signed in, and by which session.</summary>
/// <param name="User">The person.</param>
/// <param name="Session">The session.</param>
/// <param name="ProvenAt">When they signed in; exchanging a refresh token proves nothing new.</param>
/// <param name="HasSecondFactor">Whether by two factors.</param>
public sealed record SignedIn(UserId User, SessionId Session, DateTimeOffset? ProvenAt, bool HasSecondFactor)
{
    public ActorSession ForActor => new(Session, ProvenAt, true, HasSecondFactor);
}

/// <summary>
/// Sessions of signed-in programs. Tokens are opaque and looked up by their hash, so a session can be ended at once;
/// a refresh token that is used twice ends its session, because somebody else must have a copy.
/// </summary>
public sealed class SessionTokens(GiftCardsDatabase database, CredentialCheck credentials, TimeProvider time)
{
    public const string AccessPrefix = "gat_";
    public const string RefreshPrefix = "grt_";

    /// <summary>Signs in. Errors: <c>unauthenticated</c>, <c>mfa_required</c>, <c>rate_limited</c>.</summary>
    public async Task<Result<SessionGrant>> OpenAsync(LoginCommand command, CancellationToken cancellationToken)
    {
        var user = await credentials.VerifyAsync(command, cancellationToken);
        if (!user.IsOk)
        {
            return user.Error;
        }

        var now = time.GetInstant();
        var grant = NewGrant();
        var session = new Session
        {
            Id = PublicId.New<SessionId>(now),
            UserId = user.Value.User.UserId,
            Kind = SessionKind.Program,
            Address = command.Address,
            UserAgent = BrowserSessions.Cut(command.UserAgent),
            ProvenAt = now,
            HasSecondFactor = user.Value.HasSecondFactor,
            AccessTokenHash = OpaqueToken.Hash(grant.AccessToken),
            AccessExpiresAt = now + Session.AccessLifetime,
            CreatedAt = now,
            LastSeenAt = now,
        };
        await using var context = database.OpenAcrossMerchants(); // A session belongs to a person, not to a merchant.
        context.Sessions.Add(session);
        context.RefreshTokens.Add(NewRefreshToken(session.Id, grant, now));
        await context.SaveChangesAsync(cancellationToken);
        return grant;
    }

    /// <summary>Exchanges a refresh token for a new pair. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<SessionGrant>> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var hash = OpaqueToken.Hash(refreshToken);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the session of this token.
        var token = await context.RefreshTokens.AsNoTracking().SingleOrDefaultAsync(
            t => t.Hash == hash, cancellationToken);
        if (token is null)
        {
            return new Unauthenticated();
        }

        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var used = await context.RefreshTokens
            .Where(t => t.Hash == hash && t.UsedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(t => t.UsedAt, now), cancellationToken);
        if (used == 0)
        {
            await EndAsync(context, token.SessionId, now, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return new Unauthenticated();
        }

        var grant = NewGrant();
        var accessHash = OpaqueToken.Hash(grant.AccessToken);
        var begun = now + Session.AccessLifetime - Session.LongestLifetime;
        var renewed = token.ExpiresAt <= now ? 0 : await context.Sessions
            .Where(session => session.Id == token.SessionId && session.EndedAt == null
                && session.CreatedAt >= begun)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(session => session.AccessTokenHash, accessHash)
                    .SetProperty(session => session.AccessExpiresAt, now + Session.AccessLifetime)
                    .SetProperty(session => session.LastSeenAt, now),
                cancellationToken);
        if (renewed == 0)
        {
            return new Unauthenticated();
        }

        context.RefreshTokens.Add(NewRefreshToken(token.SessionId, grant, now));
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return grant;
    }

    /// <summary>
    /// Ends the session that a refresh or access token belongs to; an unknown token is as good as ended.
    /// </summary>
    public async Task<Result<Done>> EndAsync(string token, CancellationToken cancellationToken)
    {
        var hash = OpaqueToken.Hash(token);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the session of this token.
        var ids = await context.RefreshTokens.Where(t => t.Hash == hash).Select(t => t.SessionId)
            .Union(context.Sessions.Where(session => session.AccessTokenHash == hash).Select(session => session.Id))
            .ToListAsync(cancellationToken);
        foreach (var id in ids)
        {
            await EndAsync(context, id, time.GetInstant(), cancellationToken);
        }

        return new Done();
    }

    /// <summary>Whose access token this is; null when it is unknown, expired or ended.</summary>
    public async Task<SignedIn?> FindAsync(string accessToken, CancellationToken cancellationToken)
    {
        if (!accessToken.StartsWith(AccessPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var now = time.GetInstant();
        var hash = OpaqueToken.Hash(accessToken);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the session of this token.
        return await context.Sessions.AsNoTracking()
            .Where(
                session => session.AccessTokenHash == hash && session.EndedAt == null && session.AccessExpiresAt > now)
            .Select(session => new SignedIn(
                session.UserId, session.Id, session.ProvenAt, session.HasSecondFactor))
            .SingleOrDefaultAsync(cancellationToken);
    }

    internal static Task<int> EndAllAsync(
        GiftCardsDbContext context,
        UserId user,
        DateTimeOffset now,
        CancellationToken cancellationToken) => context.Sessions
        .Where(session => session.UserId == user && session.EndedAt == null)
        .ExecuteUpdateAsync(update => update.SetProperty(session => session.EndedAt, now), cancellationToken);

    private static Task<int> EndAsync(
        GiftCardsDbContext context,
        SessionId id,
        DateTimeOffset now,
        CancellationToken cancellationToken) => context.Sessions
        .Where(session => session.Id == id && session.EndedAt == null)
        .ExecuteUpdateAsync(update => update.SetProperty(session => session.EndedAt, now), cancellationToken);

    private static SessionGrant NewGrant() =>
        new(OpaqueToken.Create(AccessPrefix), OpaqueToken.Create(RefreshPrefix), Session.AccessLifetime);

    private static RefreshToken NewRefreshToken(SessionId session, SessionGrant grant, DateTimeOffset now) => new()
    {
        Hash = OpaqueToken.Hash(grant.RefreshToken),
        SessionId = session,
        ExpiresAt = now + Session.RefreshLifetime,
    };
}
