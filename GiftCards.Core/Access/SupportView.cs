using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>
/// One time that somebody who runs the platform looks at a merchant's pages as its people see them. While it lasts, the
/// session it began in is nothing but that look.
/// </summary>
public sealed class SupportView
{
    /// <summary>It ends by itself.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    /// <summary>Whose pages are looked at.</summary>
    public required MerchantId MerchantId { get; init; }

    public required Guid Id { get; init; }

    /// <summary>Who looks.</summary>
    public required UserId UserId { get; init; }

    /// <summary>The signed-in session that it is part of.</summary>
    public required SessionId SessionId { get; init; }

    /// <summary>Why, in the words of whoever looks; the merchant sees them.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset BeganAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>When it was ended before its time.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
