using GiftCards.Core.Campaigns;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Orders;

/// <summary>What an order must look like to be taken.</summary>
public static class OrderRules
{
    /// <summary>How far ahead a gift may be scheduled.</summary>
    public const int MaxDaysAhead = 365;

    internal static DomainError? Refuse(
        PlaceOrder command, Merchant merchant, GiftCardSettings settings, DateTimeOffset now)
    {
        if (!settings.Enabled)
        {
            return new MerchantNotAccepting();
        }

        if (command.Items.Count is 0)
        {
            return new InvalidRequest("items", InvalidReason.Required);
        }

        var most = command.IsList ? Order.MaxCards : Order.MaxItems;
        if (command.Items.Count > most)
        {
            return new InvalidRequest("items", InvalidReason.TooLong, most);
        }

        var purchaser = TextRules.RefuseName(command.Purchaser.Name, "purchaser.name")
            ?? TextRules.RefuseEmail(command.Purchaser.Email, "purchaser.email")
            ?? TextRules.RefusePhone(command.Purchaser.Phone, "purchaser.phone")
            ?? SpokenLanguages.Refuse(command.Language, "language");
        if (purchaser is not null)
        {
            return purchaser;
        }

        for (var line = 0; line < command.Items.Count; line++)
        {
            if (RefuseItem(command.Items[line], $"items[{line}]", merchant, settings, now) is { } refused)
            {
                return refused;
            }
        }

        return command.Items.Sum(item => item.Quantity) > Order.MaxCards
            ? new InvalidRequest("items", InvalidReason.TooLarge, Order.MaxCards)
            : null;
    }

    /// <summary>
    /// Null when a gift may be due then: at once, or within <see cref="MaxDaysAhead"/> days. A minute of grace is
    /// given, because the form was filled in a moment before it was sent.
    /// </summary>
    public static InvalidRequest? RefuseDue(DateTimeOffset? due, DateTimeOffset now, string field) =>
        due < now.AddMinutes(-1) || due > now.AddDays(MaxDaysAhead)
            ? new InvalidRequest(field, InvalidReason.Date, MaxDaysAhead)
            : null;

    /// <summary>Null when every design is one of the merchant's, or of a campaign that runs.</summary>
    internal static InvalidRequest? RefuseDesigns(
        PlaceOrder command, GiftCardSettings settings, IReadOnlyList<Campaign> campaigns)
    {
        for (var line = 0; line < command.Items.Count; line++)
        {
            if (command.Items[line].Design is { } design && !settings.Designs.Contains(design)
                && campaigns.All(campaign => campaign.Design != design))
            {
                return new InvalidRequest($"items[{line}].design", InvalidReason.Choice);
            }
        }

        return null;
    }

    /// <summary>The instant a gift is due; a local time that the clock skips moves to the first one after.</summary>
    internal static DateTimeOffset? DeliveryInstant(PlaceOrderItem item, Merchant merchant)
    {
        if (item.DeliverAt is not { } local)
        {
            return null;
        }

        var zone = item.DeliverTimeZone is { } name ? TimeZoneInfo.FindSystemTimeZoneById(name) : merchant.Zone;
        return Instants.ToInstant(local, zone);
    }

    private static DomainError? RefuseItem(
        PlaceOrderItem item, string field, Merchant merchant, GiftCardSettings settings, DateTimeOffset now)
    {
        if (item.Amount.Currency != merchant.Currency)
        {
            return new CurrencyMismatch(merchant.Currency);
        }

        if (settings.RefuseAmount(item.Amount) is { } outOfRange)
        {
            return outOfRange;
        }

        if (item.TopUp is { } target)
        {
            return RefuseTopUp(item, target, field);
        }

        if (item.Quantity is < 1 or > Order.MaxCards)
        {
            return item.Quantity < 1
                ? new InvalidRequest($"{field}.quantity", InvalidReason.TooSmall, 1)
                : new InvalidRequest($"{field}.quantity", InvalidReason.TooLarge, Order.MaxCards);
        }

        return TextRules.RefuseLine(item.Recipient?.Name, $"{field}.recipient.name", TextRules.MaxName)
            ?? (item.Recipient?.Email is { } email ? TextRules.RefuseEmail(email, $"{field}.recipient.email") : null)
            ?? TextRules.RefuseMessage(item.Message, $"{field}.message")
            ?? (item.Language is { } language ? SpokenLanguages.Refuse(language, $"{field}.language") : null)
            ?? RefuseDelivery(item, field, merchant, settings, now);
    }

    // A top-up is value for a card that there is already: nothing is said about a new one.
    private static InvalidRequest? RefuseTopUp(PlaceOrderItem item, TopUpTarget target, string field)
    {
        (string Name, bool IsSaid)[] details =
        [
            ("quantity", item.Quantity != 1), ("recipient", item.Recipient is not null),
            ("message", item.Message is not null), ("deliverAt", item.DeliverAt is not null),
            ("deliverTimeZone", item.DeliverTimeZone is not null), ("design", item.Design is not null),
            ("language", item.Language is not null),
        ];
        return details.FirstOrDefault(detail => detail.IsSaid) is { Name: { } said }
            ? new InvalidRequest($"{field}.{said}", InvalidReason.NotAllowed)
            : target.IsOne ? null : new InvalidRequest($"{field}.topUp", InvalidReason.Required);
    }

    private static InvalidRequest? RefuseDelivery(
        PlaceOrderItem item, string field, Merchant merchant, GiftCardSettings settings, DateTimeOffset now)
    {
        if (item.DeliverTimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            return new InvalidRequest($"{field}.deliverTimeZone", InvalidReason.TimeZone);
        }

        // The validity begins with the purchase, so a gift planned for later could arrive when it is over.
        var due = DeliveryInstant(item, merchant);
        return due >= settings.ExpiryOf(now, merchant.Zone)
            ? new InvalidRequest($"{field}.deliverAt", InvalidReason.Date, MaxDaysAhead)
            : RefuseDue(due, now, $"{field}.deliverAt");
    }
}
