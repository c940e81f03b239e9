using System.Globalization;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Admin;

/// <summary>A commission rule as a form holds it: shares and amounts as they are typed.</summary>
public sealed class CommissionInput
{
    public string? Name { get; set; }

    public string? Category { get; set; }

    /// <summary>The short name of the one merchant.</summary>
    public string? Merchant { get; set; }

    public string? Currency { get; set; }

    public string? Volume { get; set; }

    public DateOnly? From { get; set; }

    /// <summary>The last day of a campaign.</summary>
    public DateOnly? To { get; set; }

    public string? Rate { get; set; }

    public string? Fixed { get; set; }

    public string? Minimum { get; set; }

    public string? Maximum { get; set; }

    public int Version { get; set; }

    public static CommissionInput Of(CommissionRule rule, string? slug) => new()
    {
        Name = rule.Name,
        Category = rule.Category?.ToText(),
        Merchant = slug,
        Currency = rule.Currency?.Code,
        Volume = Typed(rule.VolumeMinor, rule.Currency),
        From = rule.From is { } from ? DateOnly.FromDateTime(from.UtcDateTime) : null,
        To = rule.Until is { } until ? DateOnly.FromDateTime(until.UtcDateTime).AddDays(-1) : null,
        Rate = Shared.CommissionWords.Typed(rule.RatePartsPerMillion),
        Fixed = Typed(rule.FixedMinor == 0 ? null : rule.FixedMinor, rule.Currency),
        Minimum = Typed(rule.MinimumMinor, rule.Currency),
        Maximum = Typed(rule.MaximumMinor, rule.Currency),
        Version = rule.Version,
    };

    /// <summary>The rule as the use case takes it, or the field that cannot be read.</summary>
    public Result<CommissionRuleDraft> ToDraft(MerchantId? merchant)
    {
        if (Shared.CommissionWords.Read(Rate) is not { } rate)
        {
            return new InvalidRequest("rate", InvalidReason.Malformed);
        }

        if (!string.IsNullOrWhiteSpace(Merchant) && merchant is null)
        {
            return new InvalidRequest("merchant", InvalidReason.Choice);
        }

        Currency? currency = null;
        if (!string.IsNullOrWhiteSpace(Currency))
        {
            if (!Core.Common.Currency.TryParse(Currency.Trim().ToUpperInvariant(), out var known))
            {
                return new InvalidRequest("currency", InvalidReason.Choice);
            }

            currency = known;
        }

        var amounts = new long?[4];
        foreach (var (place, field, typed) in new[]
        {
            (0, "volume", Volume), (1, "fixed", Fixed), (2, "minimum", Minimum), (3, "maximum", Maximum),
        })
        {
            if (string.IsNullOrWhiteSpace(typed))
            {
                continue;
            }

            if (currency is not { } own)
            {
                return new InvalidRequest("currency", InvalidReason.Required);
            }

            if (!MoneyText.TryParse(typed, own, CultureInfo.CurrentCulture, out var amount))
            {
                return new InvalidRequest(field, InvalidReason.Malformed);
            }

            amounts[place] = amount.Minor;
        }

        return new CommissionRuleDraft(Name ?? "", rate)
        {
            Category = EnumText.TryParse<MerchantCategory>(Category, out var category) ? category : null,
            Merchant = merchant,
            Currency = currency,
            VolumeMinor = amounts[0],
            From = From is { } from ? Instants.StartOfDay(from, TimeZoneInfo.Utc) : null,
            Until = To is { } to ? Instants.EndOfDay(to, TimeZoneInfo.Utc) : null,
            FixedMinor = amounts[1] ?? 0,
            MinimumMinor = amounts[2],
            MaximumMinor = amounts[3],
        };
    }

    private static string? Typed(long? minor, Currency? currency) => minor is { } known && currency is { } own
        ? MoneyText.FormatInput(new Money(known, own), CultureInfo.CurrentCulture)
        : null;
}
