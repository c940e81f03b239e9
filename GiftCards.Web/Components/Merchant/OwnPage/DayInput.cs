using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>The hours of one day of the week; what is left empty is closed.</summary>
public sealed class DayInput
{
    /// <summary>The day's name in code, as the form carries it; of another nobody knows which it is.</summary>
    public string? Day { get; set; }

    public string? From { get; set; }

    public string? Until { get; set; }

    /// <summary>The second hours, such as after noon.</summary>
    public string? FromAgain { get; set; }

    public string? UntilAgain { get; set; }

    internal DayOfWeek? Known => Enum.TryParse<DayOfWeek>(Day, out var day) && Enum.IsDefined(day) ? day : null;

    public static DayInput Of(DayOfWeek day, IReadOnlyList<OpenHours> hours)
    {
        var spans = hours.OrderBy(one => one.From)
            .Select(one => (LocationInput.Clock(one.From), LocationInput.Clock(one.Until)))
            .ToList();
        var input = new DayInput { Day = day.ToString() };
        (input.From, input.Until) = spans is [var first, ..] ? first : ("", "");
        (input.FromAgain, input.UntilAgain) = spans is [_, var second, ..] ? second : ("", "");
        return input;
    }

    internal Result<IReadOnlyList<OpenHours>> Read()
    {
        var (first, again) = (
            LocationInput.Span(From, Until, "hours"), LocationInput.Span(FromAgain, UntilAgain, "hours"));
        if ((first.Error ?? again.Error) is { } unreadable)
        {
            return unreadable;
        }

        return Known is not { } known
            ? new InvalidRequest("hours", InvalidReason.Choice)
            : new[] { first.Value, again.Value }.OfType<(int From, int Until)>()
                .Select(span => new OpenHours(known, span.From, span.Until))
                .ToList();
    }
}
