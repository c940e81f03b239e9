using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// A person's authenticator app: the secret it shares with us, and the last of its codes that was used.
/// </summary>
public sealed class Authenticator
{
    public required UserId UserId { get; init; }

    /// <summary>The shared secret in Base32, encrypted in the database.</summary>
    public required string Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>
    /// When a first right code showed that the app has the secret; until then nothing is asked of it.
    /// </summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The time step of the newest code that was used; none of it or before is taken again.</summary>
    public long LastStep { get; set; }
}

/// <summary>A code for those who lost their authenticator, good once; only its keyed hash is kept.</summary>
public sealed class RecoveryCode
{
    public required UserId UserId { get; init; }

    public required string Hash { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
