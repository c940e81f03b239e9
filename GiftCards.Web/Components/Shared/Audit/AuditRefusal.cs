using GiftCards.Core.Common;

namespace GiftCards.Web.Components.Shared.Audit;

/// <summary>Why a file was not given, as the address of the page that it was asked from tells it.</summary>
internal static class AuditRefusal
{
    /// <summary>Null for an address that tells nothing of the kind.</summary>
    public static DomainError? Of(string? code) => code switch
    {
        null => null,
        "rate_limited" => new RateLimited(TimeSpan.FromHours(1)),
        _ => new Forbidden(),
    };
}
