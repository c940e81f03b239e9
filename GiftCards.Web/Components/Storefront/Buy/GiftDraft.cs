using System.Globalization;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>One kind of card for one person, as the form holds it: texts as they were typed.</summary>
public sealed class GiftDraft
{
    /// <summary>A preset in minor units; null when the buyer types an amount.</summary>
    public long? PresetMinor { get; set; }

    public string OwnAmount { get; set; } = "";

    public string Quantity { get; set; } = "1";

    public bool IsGift { get; set; } = true;

    public string RecipientName { get; set; } = "";

    public string RecipientEmail { get; set; } = "";

    public string Message { get; set; } = "";

    public string Design { get; set; } = "";

    public DeliveryMethod Delivery { get; set; } = DeliveryMethod.Email;

    public bool IsLater { get; set; }

    /// <summary>Local day of the delivery; null while none is chosen.</summary>
    public DateOnly? DeliverOn { get; set; }

    /// <summary>Local time of the delivery; null while none is chosen.</summary>
    public TimeOnly? DeliverTime { get; set; } = new(9, 0);

    /// <summary>IANA name of the zone that day and time are meant in.</summary>
    public string Zone { get; set; } = "";

    /// <summary>Whether day and time count: only mail can wait, and only a gift is awaited.</summary>
    public bool IsScheduled => IsLater && IsGift && Delivery == DeliveryMethod.Email;

    /// <summary>Day and time as chosen; null when they are not whole or nothing is scheduled.</summary>
    public DateTime? DeliverLocal =>
        IsScheduled && DeliverOn is { } day && DeliverTime is { } time ? day.ToDateTime(time) : null;

    /// <summary>The instant of <see cref="DeliverLocal"/>.</summary>
    public DateTimeOffset? DeliverInstant =>
        DeliverLocal is { } local && TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone)
        ? Instants.ToInstant(local, zone)
        : null;

    /// <summary>A draft with the merchant's own choices.</summary>
    public static GiftDraft For(MerchantProfile merchant) => new()
    {
        PresetMinor = merchant.Settings.PresetsMinor is { Count: > 0 } presets ? presets[presets.Count / 2] : null,
        Design = merchant.Designs[0],
        Zone = merchant.Merchant.TimeZone,
    };

    /// <summary>A draft that was kept; what is sold no more is put back to the merchant's own choice.</summary>
    public static GiftDraft Kept(GiftDraft kept, MerchantProfile merchant)
    {
        var draft = For(merchant);
        var isOwn = kept.PresetMinor is null && merchant.Settings.AllowCustomAmounts;
        draft.PresetMinor = isOwn || merchant.Settings.PresetsMinor.Contains(kept.PresetMinor ?? 0)
            ? kept.PresetMinor
            : draft.PresetMinor;
        draft.OwnAmount = kept.OwnAmount ?? "";
        draft.Quantity = kept.Quantity ?? "";
        draft.IsGift = kept.IsGift;
        draft.RecipientName = kept.RecipientName ?? "";
        draft.RecipientEmail = kept.RecipientEmail ?? "";
        draft.Message = kept.Message ?? "";
        draft.Design = merchant.Designs.Contains(kept.Design) ? kept.Design : draft.Design;
        draft.Delivery = Enum.IsDefined(kept.Delivery) ? kept.Delivery : draft.Delivery;
        draft.IsLater = kept.IsLater;
        draft.DeliverOn = kept.DeliverOn;
        draft.DeliverTime = kept.DeliverTime;
        draft.Zone = TimeZoneInfo.TryFindSystemTimeZoneById(kept.Zone ?? "", out _) ? kept.Zone! : draft.Zone;
        return draft;
    }

    /// <summary>Goes on with what the merchant offers now.</summary>
    public void Follow(MerchantProfile merchant) =>
        Design = merchant.Designs.Contains(Design) ? Design : For(merchant).Design;

    /// <summary>The draft of a line that was ordered.</summary>
    public static GiftDraft Of(OrderItem item, MerchantProfile merchant)
    {
        // A bonus comes on top of what was chosen, a discount takes off the price: what was chosen is the one between.
        var chosen = item.PriceMinor is { } price && merchant.Settings.PresetsMinor.Contains(price)
            ? price
            : item.AmountMinor;
        var isPreset = merchant.Settings.PresetsMinor.Contains(chosen);
        var amount = new Money(chosen, merchant.Merchant.Currency);
        DateTime? due = item.DeliverAt is { } at ? TimeZoneInfo.ConvertTime(at, merchant.Merchant.Zone).DateTime : null;
        return new GiftDraft
        {
            PresetMinor = isPreset ? chosen : null,
            OwnAmount = isPreset ? "" : MoneyText.FormatInput(amount, CultureInfo.CurrentCulture),
            Quantity = item.Quantity.ToString(CultureInfo.InvariantCulture),
            IsGift = (item.RecipientName ?? item.RecipientEmail ?? item.Message) is not null,
            RecipientName = item.RecipientName ?? "",
            RecipientEmail = item.RecipientEmail ?? "",
            Message = item.Message ?? "",
            Design = item.Design,
            Delivery = item.DeliveryMethod,
            IsLater = due is not null,
            DeliverOn = due is { } day ? DateOnly.FromDateTime(day) : null,
            DeliverTime = due is { } hour ? TimeOnly.FromDateTime(hour) : new TimeOnly(9, 0),
            Zone = merchant.Merchant.TimeZone,
        };
    }

    /// <summary>The value of each card; null while what is chosen is no amount that this merchant sells.</summary>
    public Money? AmountAt(MerchantProfile merchant)
    {
        var currency = merchant.Merchant.Currency;
        var read = PresetMinor is { } preset
            ? new Money(preset, currency)
            : MoneyText.TryParse(OwnAmount, currency, CultureInfo.CurrentCulture, out var own) ? own : (Money?)null;
        return read is { } amount && merchant.Settings.RefuseAmount(amount) is null ? amount : null;
    }

    /// <summary>What each card costs and holds; null while no amount is chosen.</summary>
    public CardPrice? PriceAt(MerchantProfile merchant) =>
        AmountAt(merchant) is { } amount ? merchant.PriceOf(amount) : null;

    /// <summary>How many cards; null while it is no number that one order can hold.</summary>
    public int? Count =>
        int.TryParse(Quantity, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= Order.MaxCards
            ? count
            : null;

    /// <summary>The line of the order; to be asked only once every field was accepted.</summary>
    public PlaceOrderItem ToItem(MerchantProfile merchant, string language) => new(AmountAt(merchant)!.Value)
    {
        Quantity = Count!.Value,
        Recipient = IsGift && (Text(RecipientName) ?? Text(RecipientEmail)) is not null
            ? new Party(Text(RecipientName), Text(RecipientEmail))
            : null,
        Message = IsGift ? Text(Message) : null,
        Delivery = Delivery,
        DeliverAt = DeliverLocal,
        DeliverTimeZone = DeliverLocal is null ? null : Zone,
        Design = Design,
        Language = language,
    };

    /// <summary>What is the same for everybody of a list: each is mailed their own card.</summary>
    public PlaceOrderItem ToListItem(MerchantProfile merchant, string language) =>
        new(AmountAt(merchant) ?? Money.Zero(merchant.Merchant.Currency))
        {
            Message = Text(Message),
            Delivery = DeliveryMethod.Email,
            DeliverAt = DeliverLocal,
            DeliverTimeZone = DeliverLocal is null ? null : Zone,
            Design = Design,
            Language = language,
        };

    internal static string? Text(string typed) => string.IsNullOrWhiteSpace(typed) ? null : typed.Trim();
}
