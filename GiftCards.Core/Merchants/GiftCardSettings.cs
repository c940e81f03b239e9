using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>
/// How one merchant sells and honours gift cards, or how the platform sells its own in one currency. Amounts are minor
/// units of that currency.
/// </summary>
public sealed class GiftCardSettings
{
    public const int DefaultExpiryNoticeDays = 30;

    /// <summary>Whose cards; the platform has a row for each currency that it sells in.</summary>
    public required MerchantId MerchantId { get; init; }

    /// <summary>The merchant's one currency; part of the key, because the platform may sell in several.</summary>
    public required Currency Currency { get; init; }

    /// <summary>Off hides the gift card tab and refuses purchases; cards already sold stay good.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Amounts offered, ascending.</summary>
    public IReadOnlyList<long> PresetsMinor { get; set; } = [];

    public bool AllowCustomAmounts { get; set; } = true;

    public long MinMinor { get; set; }

    public long MaxMinor { get; set; }

    /// <summary>Months of validity; with <see cref="ValidityDays"/> null too, cards never expire.</summary>
    public int? ValidityMonths { get; set; }

    public int? ValidityDays { get; set; }

    /// <summary>Whether a load starts the validity anew; it never shortens it.</summary>
    public bool TopUpExtends { get; set; } = true;

    /// <summary>Whether a card that was spent whole may be loaded again.</summary>
    public bool LoadUsedUp { get; set; }

    public bool AllowPartialUse { get; set; } = true;

    public bool AllowMultipleServices { get; set; } = true;

    /// <summary>The smallest bill a card may be used on; null for none.</summary>
    public long? MinimumPurchaseMinor { get; set; }

    /// <summary>2 to 8 upper-case letters or digits in front of every code.</summary>
    public string CodePrefix { get; set; } = "GC";

    /// <summary>3 groups (60 bits) or 4 (80 bits).</summary>
    public int CodeGroups { get; set; } = 3;

    public string CustomMessage { get; set; } = "";

    public string Terms { get; set; } = "";

    public bool SendToRecipient { get; set; } = true;

    /// <summary>
    /// Whether buyers get a receipt. A guest whose gift is a link or on paper always does: nothing else leads to it.
    /// </summary>
    public bool SendToPurchaser { get; set; } = true;

    public bool NotifyOnUse { get; set; } = true;

    /// <summary>
    /// How many days before the last valid one a card's holder is reminded, once; 0 for no reminder.
    /// </summary>
    public int ExpiryNoticeDays { get; set; } = DefaultExpiryNoticeDays;

    /// <summary>
    /// A correction of a balance beyond this needs a second person; null takes the largest card's amount.
    /// </summary>
    public long? AdjustmentLimitMinor { get; set; }

    /// <summary>Designs offered, the first is the default. Names of <see cref="CardDesigns"/>.</summary>
    public IReadOnlyList<string> Designs { get; set; } = CardDesigns.All;

    /// <summary>Counts changes; a change based on an older version is refused.</summary>
    public int Version { get; set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The smallest amount that a card can be bought for.</summary>
    public long SmallestMinor => AllowCustomAmounts || PresetsMinor.Count == 0 ? MinMinor : PresetsMinor[0];

    public CardRules Rules => new(AllowPartialUse, AllowMultipleServices, MinimumPurchaseMinor);

    /// <summary>
    /// The first instant after the last valid local day of a card issued now, in the merchant's zone; null for never.
    /// Issued on 31 January for a month, a card is valid through the last day of February.
    /// </summary>
    public DateTimeOffset? ExpiryOf(DateTimeOffset issuedAt, TimeZoneInfo zone)
    {
        var day = Instants.LocalDay(issuedAt, zone);
        DateOnly? lastDay = (ValidityMonths, ValidityDays) switch
        {
            ({ } months, _) => day.AddMonths(months),
            (_, { } days) => day.AddDays(days),
            _ => null,
        };
        return lastDay is { } last ? Instants.EndOfDay(last, zone) : null;
    }

    /// <summary>Whether a buyer may choose this amount; null when so, else the limits that it passed.</summary>
    public DomainError? RefuseAmount(Money amount)
    {
        if (PresetsMinor.Contains(amount.Minor))
        {
            return null;
        }

        var (low, high) = AllowCustomAmounts || PresetsMinor.Count == 0
            ? (MinMinor, MaxMinor)
            : (PresetsMinor[0], PresetsMinor[^1]);
        var outside = amount.Minor < low || amount.Minor > high || amount.Minor % amount.Currency.SmallestStep != 0;
        return outside || !AllowCustomAmounts
            ? new AmountOutOfRange(new Money(low, amount.Currency), new Money(high, amount.Currency))
            : null;
    }
}

/// <summary>
/// The designs that come with the product, drawn in SVG by the web's card and in vectors by the certificate.
/// </summary>
public static class CardDesigns
{
    public static readonly IReadOnlyList<string> All =
        ["classic", "confetti", "bloom", "waves", "night", "birthday", "thanks", "holiday", "wedding", "plain"];

    public static bool IsKnown(string design) => All.Contains(design);

    /// <summary>Whether it is made for an occasion.</summary>
    public static bool IsOccasion(string design) => design is "birthday" or "thanks" or "holiday" or "wedding" or "plain";

    /// <summary>The drawing of that name; the first for anything else.</summary>
    public static string Name(string? design) => design is not null && IsKnown(design) ? design : All[0];
}
