using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>By what a person is signed in; decides how long that lasts, see <see cref="SessionLifetimes"/>.</summary>
public enum SessionKind
{
    /// <summary>A browser of somebody who buys and receives cards.</summary>
    Customer,

    /// <summary>The same on a device that the person asked to be remembered on.</summary>
    Remembered,

    /// <summary>A browser of somebody who works for a merchant.</summary>
    Staff,

    /// <summary>A browser of somebody who runs the platform.</summary>
    Administrator,

    /// <summary>A program that signed in for a person.</summary>
    Program,
}

/// <summary>
/// A person's signed-in browser or program. A program's access token is opaque and kept as a hash, a browser's cookie
/// names the row, so either can be ended at once.
/// </summary>
public sealed class Session
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(14);

    /// <summary>However often it is renewed, a program's session ends within this time.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(30);

    /// <summary>How long a row is kept after the last sign of life, to know addresses and devices again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    public required SessionId Id { get; init; }

    public required UserId UserId { get; init; }

    public SessionKind Kind { get; init; } = SessionKind.Customer;

    /// <summary>Where the person signed in from: an IPv4 address, or the network of an IPv6 one.</summary>
    public string? Address { get; set; }

    /// <summary>What browser or program it is, in its own words, cut short.</summary>
    public string? UserAgent { get; init; }

    /// <summary>
    /// When the person last proved who they are by password, code or passkey; null on a remembered device that was
    /// left alone, until they do so anew.
    /// </summary>
    public DateTimeOffset? ProvenAt { get; set; }

    /// <summary>Whether that proof had a second factor, or a passkey, which is two in one.</summary>
    public bool HasSecondFactor { get; set; }

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
