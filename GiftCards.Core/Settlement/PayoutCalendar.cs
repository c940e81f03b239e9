using System.Globalization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Settlement;

/// <summary>The period a payout is for.</summary>
/// <param name="Name">Such as <c>weekly:2026-11-16</c> or <c>monthly:2026-11-01</c>; unique for a merchant.</param>
/// <param name="FirstDay">The local day on which it is paid.</param>
/// <param name="NextDay">The local day on which the next one is paid.</param>
public sealed record PayoutPeriod(string Name, DateOnly FirstDay, DateOnly NextDay);

/// <summary>When payouts are made: in the merchant's own days.</summary>
public static class PayoutCalendar
{
    /// <summary>The period that an instant lies in; null where there are none, because somebody has to ask.</summary>
    public static PayoutPeriod? Of(PayoutSchedule schedule, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = Instants.LocalDay(now, zone);
        switch (schedule)
        {
            case PayoutSchedule.Weekly:
                var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
                return Period("weekly", monday, monday.AddDays(7));
            case PayoutSchedule.Monthly:
                var first = new DateOnly(today.Year, today.Month, 1);
                return Period("monthly", first, first.AddMonths(1));
            case PayoutSchedule.OnDemand:
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(schedule));
        }
    }

    private static PayoutPeriod Period(string kind, DateOnly first, DateOnly next) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{kind}:{first:yyyy-MM-dd}"), first, next);
}
