namespace GiftCards.Core.Access;

/// <summary>How strictly repeated attempts are counted.</summary>
/// <param name="Scale">Multiplies every limit; 1 in earnest, more for load tests.</param>
public sealed record RateLimitOptions(int Scale);
