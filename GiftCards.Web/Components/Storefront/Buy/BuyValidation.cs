using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// Asks the domain's own rules about each field, and puts what they refuse into the words of that field.
/// </summary>
public sealed class BuyValidation(
    MerchantProfile merchant,
    IStringLocalizer<BuyText> text,
    IStringLocalizer<SentText> sent,
    ErrorText errors,
    TimeProvider time)
{
    private static readonly BuyField[] OfBuyer = [BuyField.BuyerName, BuyField.BuyerEmail, BuyField.BuyerPhone];

    /// <summary>The present gift's fields and the buyer's, with what is wrong about them.</summary>
    public SortedDictionary<BuyField, string> Check(BuyForm form)
    {
        var found = new SortedDictionary<BuyField, string>();
        foreach (var field in Enum.GetValues<BuyField>())
        {
            if (Check(form, field) is { } wrong)
            {
                found[field] = wrong;
            }
        }

        return found;
    }

    /// <summary>Checks every gift, and turns to the first one that something is wrong with.</summary>
    public SortedDictionary<BuyField, string> CheckWhole(BuyForm form)
    {
        form.CurrentIndex = FirstWrongGift(form) ?? form.CurrentIndex;
        return Check(form);
    }

    /// <summary>
    /// The first gift that something is wrong with, apart from the buyer's own fields; null when all are right.
    /// </summary>
    private int? FirstWrongGift(BuyForm form)
    {
        var current = form.CurrentIndex;
        try
        {
            for (form.CurrentIndex = 0; form.CurrentIndex < form.Gifts.Count; form.CurrentIndex++)
            {
                if (Check(form).Keys.Except(OfBuyer).Any())
                {
                    return form.CurrentIndex;
                }
            }

            return null;
        }
        finally
        {
            form.CurrentIndex = current;
        }
    }

    /// <summary>What is wrong with one field of the present gift or the buyer; null when nothing is.</summary>
    public string? Check(BuyForm form, BuyField field)
    {
        var gift = form.Current;
        var asksWhom = gift.IsGift && !form.IsList;
        return field switch
        {
            BuyField.Amount => form.IsList ? null : OfAmount(gift),
            BuyField.Quantity => form.IsList ? null : OfQuantity(form, gift),
            BuyField.List when form.IsList && form.People is not { IsGood: true } => sent["List.Needed"].Value,
            BuyField.RecipientName when asksWhom =>
                Words(TextRules.RefuseLine(GiftDraft.Text(gift.RecipientName), "name", TextRules.MaxName), "Name"),
            BuyField.RecipientEmail when asksWhom && GiftDraft.Text(gift.RecipientEmail) is { } email =>
                Words(TextRules.RefuseEmail(email, "email"), "Email"),
            BuyField.Message when gift.IsGift => Words(TextRules.RefuseMessage(gift.Message, "message"), "Message"),
            BuyField.DeliverAt when gift.IsScheduled => OfDelivery(gift),
            BuyField.BuyerName => Words(TextRules.RefuseName(GiftDraft.Text(form.BuyerName), "name"), "Name"),
            BuyField.BuyerEmail => Words(TextRules.RefuseEmail(form.BuyerEmail.Trim(), "email"), "Email"),
            BuyField.BuyerPhone => Words(TextRules.RefusePhone(GiftDraft.Text(form.BuyerPhone), "phone"), "Phone"),
            _ => null,
        };
    }

    private string? OfAmount(GiftDraft gift)
    {
        if (gift.AmountAt(merchant) is not null)
        {
            return null;
        }

        var currency = merchant.Merchant.Currency;
        if (gift.PresetMinor is null && MoneyText.TryParse(
            gift.OwnAmount, currency, CultureInfo.CurrentCulture, out var read)
            && read.Minor % currency.SmallestStep == 0)
        {
            return errors.Of(merchant.Settings.RefuseAmount(read)!);
        }

        return text["Error.Amount", Shown(merchant.Min), Shown(merchant.Max)];
    }

    private string? OfQuantity(BuyForm form, GiftDraft gift) =>
        gift.Count is null || form.Gifts
            .Sum(each => each.Count ?? 0) > Order.MaxCards ? text["Error.Quantity", Order.MaxCards].Value : null;

    private string? OfDelivery(GiftDraft gift) =>
        gift.DeliverInstant is { } due && OrderRules.RefuseDue(due, time.GetInstant(), "deliverAt") is null
            ? null
            : text["Error.DeliverAt", OrderRules.MaxDaysAhead].Value;

    private string? Words(InvalidRequest? refused, string about) => refused?.Reason switch
    {
        null => null,
        InvalidReason.TooLong => text["Error.TooLong", refused.Limit!].Value,
        InvalidReason.Required => text[$"Error.{about}.Required"].Value,
        _ => text[$"Error.{about}"].Value,
    };

    private static string Shown(Money money) => $"\u2068{MoneyText.Format(money, CultureInfo.CurrentCulture)}\u2069";
}
