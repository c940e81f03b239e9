using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>A date that is unlike its week; without hours it is closed, without a date it is left out.</summary>
public sealed class DateInput
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>As the field holds it, whatever that is: a browser without a calendar lets anything be typed.</summary>
    public string? Date { get; set; }

    public string? From { get; set; }

    public string? Until { get; set; }

    public string? Note { get; set; }

    internal bool IsEmpty => string.IsNullOrWhiteSpace(Date + From + Until + Note);

    public static DateInput Of(HoursException exception) => new()
    {
        Date = exception.Date.ToString(Format, CultureInfo.InvariantCulture),
        From = exception.From is { } from ? LocationInput.Clock(from) : "",
        Until = exception.Until is { } until ? LocationInput.Clock(until) : "",
        Note = exception.Note,
    };

    internal Result<HoursException> Read()
    {
        var span = LocationInput.Span(From, Until, "exceptions");
        return string.IsNullOrWhiteSpace(Date) ? new InvalidRequest("exceptions", InvalidReason.Required)
            : !DateOnly.TryParseExact(
                Date.Trim(), Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? new InvalidRequest("exceptions", InvalidReason.Malformed)
            : span.IsOk ? new HoursException(date, span.Value?.From, span.Value?.Until, (Note ?? "").Trim())
            : span.Error;
    }
}
