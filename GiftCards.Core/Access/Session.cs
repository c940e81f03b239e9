using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// A person's signed-in program. Its access token is opaque and kept as a hash, so it can be ended at once.
/// </summary>
public sealed class Session
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(14);

    public required SessionId Id { get; init; }

    public required UserId UserId { get; init; }

    public required byte[] AccessTokenHash { get; set; }

    public required DateTimeOffset AccessExpiresAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A refresh token, good once. Presenting a used one ends its session: somebody else has a copy.</summary>
public sealed class RefreshToken
{
    public required byte[] Hash { get; init; }

    public required SessionId SessionId { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
