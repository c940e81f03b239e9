using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>A date that is unlike its week; without hours it is closed, without a date it is left out.</summary>
public sealed class DateInput
{
    public DateOnly? Date { get; set; }

    public string? From { get; set; }

    public string? Until { get; set; }

    public string? Note { get; set; }

    internal bool IsEmpty => Date is null && string.IsNullOrWhiteSpace(From + Until + Note);

    public static DateInput Of(HoursException exception) => new()
    {
        Date = exception.Date,
        From = exception.From is { } from ? LocationInput.Clock(from) : "",
        Until = exception.Until is { } until ? LocationInput.Clock(until) : "",
        Note = exception.Note,
    };

    internal Result<HoursException> Read()
    {
        var span = LocationInput.Span(From, Until, "exceptions");
        return Date is not { } date ? new InvalidRequest("exceptions", InvalidReason.Required)
            : span.IsOk ? new HoursException(date, span.Value?.From, span.Value?.Until, (Note ?? "").Trim())
            : span.Error;
    }
}
