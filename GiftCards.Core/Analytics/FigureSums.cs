using GiftCards.Core.Common;

namespace GiftCards.Core.Analytics;

/// <summary>Of which design a card is, and where it was sold or used.</summary>
internal sealed record Place(string Design, string? Location);

/// <summary>Adds the figures of one day up.</summary>
internal sealed class FigureSums(MerchantId merchant, DateOnly day)
{
    private readonly Dictionary<(Measure, string, string, string), (long Count, long Minor)> sums = [];

    public IReadOnlyList<DailyFigure> All =>
    [
        .. sums.Where(sum => sum.Value != (0, 0)).Select(sum => new DailyFigure
        {
            MerchantId = merchant,
            Day = day,
            Measure = sum.Key.Item1,
            Design = sum.Key.Item2,
            Location = sum.Key.Item3,
            Key = sum.Key.Item4,
            Count = sum.Value.Count,
            Minor = sum.Value.Minor,
        }),
    ];

    public void Add(Measure measure, Place place, string key, long count, long minor)
    {
        var location = TextRules.Cut(place.Location?.Trim() ?? "", DailyFigure.MaxWord);
        var slot = (measure, place.Design, location, key);
        var sum = sums.GetValueOrDefault(slot);
        sums[slot] = (sum.Count + count, sum.Minor + minor);
    }
}
