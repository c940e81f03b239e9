using GiftCards.Core.Common;

namespace GiftCards.Core.Access;

/// <summary>A merchant's key to the API. The key itself is shown once; only its hash is kept.</summary>
public sealed class ApiKey
{
    public required MerchantId MerchantId { get; init; }

    public required ApiKeyId Id { get; init; }

    public required string Name { get; set; }

    /// <summary>SHA-256 of the whole key; enough, because a key has 256 random bits or is a demo key.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>The first characters, to recognise it by.</summary>
    public required string Preview { get; init; }

    public required Permissions Scopes { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The key that takes its place; it works for a while beside it. Null while there is none.</summary>
    public ApiKeyId? ReplacedBy { get; set; }
}

/// <summary>What a key was used for on one day, in UTC.</summary>
public sealed class ApiKeyDay
{
    public required MerchantId MerchantId { get; init; }

    public required ApiKeyId KeyId { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>Requests that came with the key.</summary>
    public required long Calls { get; set; }

    /// <summary>How many of them were refused, for whatever reason.</summary>
    public required long Refusals { get; set; }
}
