using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>The hours of one day of the week; what is left empty is closed.</summary>
public sealed class DayInput
{
    public DayOfWeek Day { get; set; }

    public string? From { get; set; }

    public string? Until { get; set; }

    /// <summary>The second hours, such as after noon.</summary>
    public string? FromAgain { get; set; }

    public string? UntilAgain { get; set; }

    public static DayInput Of(DayOfWeek day, IReadOnlyList<OpenHours> hours)
    {
        var spans = hours.OrderBy(one => one.From)
            .Select(one => (LocationInput.Clock(one.From), LocationInput.Clock(one.Until)))
            .ToList();
        var input = new DayInput { Day = day };
        (input.From, input.Until) = spans is [var first, ..] ? first : ("", "");
        (input.FromAgain, input.UntilAgain) = spans is [_, var second, ..] ? second : ("", "");
        return input;
    }

    internal Result<IReadOnlyList<OpenHours>> Read()
    {
        var (first, again) = (
            LocationInput.Span(From, Until, "hours"), LocationInput.Span(FromAgain, UntilAgain, "hours"));
        return (first.Error ?? again.Error) is { } unreadable
            ? unreadable
            : new[] { first.Value, again.Value }.OfType<(int From, int Until)>()
                .Select(span => new OpenHours(Day, span.From, span.Until))
                .ToList();
    }
}
