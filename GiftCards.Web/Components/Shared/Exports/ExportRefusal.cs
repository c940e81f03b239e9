using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Web.Components.Shared.Exports;

/// <summary>Why a file was not given, as the address of the page that it was asked from tells it.</summary>
internal static class ExportRefusal
{
    /// <summary>Null for an address that tells nothing of the kind.</summary>
    public static DomainError? Of(string? code, ExportFormat format = ExportFormat.Pdf) => code switch
    {
        null or "" => null,
        "rate_limited" => new RateLimited(TimeSpan.FromHours(1)),
        "export_too_large" => new ExportTooLarge(ExportFiles.MostRows(format)),
        _ => new Forbidden(),
    };
}
