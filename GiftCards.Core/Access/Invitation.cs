using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>Asks somebody, by mail, to join a merchant's team.</summary>
public sealed class Invitation
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public required MerchantId MerchantId { get; init; }

    public required InvitationId Id { get; init; }

    public required string Email { get; init; }

    /// <summary>Keyed hash of the address, to find it by.</summary>
    public required byte[] EmailHash { get; init; }

    public required StaffRole Role { get; init; }

    public required UserId InvitedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; set; }

    /// <summary>How many mails were asked for; every one carries a new secret, and the one before is dead.</summary>
    public int Sendings { get; set; } = 1;

    /// <summary>Hash of the secret that the last mail carried; null until it left.</summary>
    public byte[]? TokenHash { get; set; }

    /// <summary>When it was accepted, withdrawn or replaced; null while it waits.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Who accepted it.</summary>
    public UserId? AcceptedBy { get; set; }
}
