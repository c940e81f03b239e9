using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the receipt to the purchaser says.</summary>
public sealed record PurchaseReceiptContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    public required string PurchaserName { get; init; }

    public required string Language { get; init; }

    /// <summary>The order's public id, to name in questions.</summary>
    public required string OrderNumber { get; init; }

    public required Money Total { get; init; }

    /// <summary>The merchant's local day of the purchase.</summary>
    public required DateOnly PurchasedOn { get; init; }

    public bool AllowsPartialUse { get; init; } = true;

    public required IReadOnlyList<ReceiptCard> Cards { get; init; }

    /// <summary>Where the buyer sees how the gifts stand and takes them back; null where none was given.</summary>
    public string? GiftsUrl { get; init; }

    public IReadOnlyList<ReceiptTopUp> TopUps { get; init; } = [];
}

/// <summary>One top-up on a receipt: what whoever pays may know of a card that may be somebody else's.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Last4">The last four of the card's code.</param>
/// <param name="LastValidDay">Until when the card is good now; null for ever.</param>
public sealed record ReceiptTopUp(Money Amount, string Last4, DateOnly? LastValidDay);

/// <summary>One card on a receipt.</summary>
public sealed record ReceiptCard
{
    public required Money Amount { get; init; }

    public required string Code { get; init; }

    public DateOnly? LastValidDay { get; init; }

    public string? RecipientName { get; init; }

    public string? RecipientEmail { get; init; }

    public string? Message { get; init; }

    public required DeliveryMethod Delivery { get; init; }

    /// <summary>The local day on which the gift is to be sent; null means at once.</summary>
    public DateOnly? DeliverOn { get; init; }

    public required string GiftUrl { get; init; }
}

/// <summary>Composes the receipt of a purchase.</summary>
public static class PurchaseReceiptMail
{
    /// <summary>More cards than this are counted and not listed: readers cut off longer mails.</summary>
    public const int MaxListed = 40;

    public static MailMessageDraft Compose(PurchaseReceiptContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var total = MoneyText.Format(content.Total, text.Culture);
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.PurchaserName))
            .Paragraph(text["Receipt.Intro", total, merchant])
            .Facts(
            [
                new MailFact(text["Label.Total"], total, IsLatin: true),
                new MailFact(text["Label.PurchaseDate"], text.Day(content.PurchasedOn)),
                new MailFact(text["Label.Order"], content.OrderNumber, IsLatin: true),
            ]);
        foreach (var card in content.Cards.Take(MaxListed))
        {
            AddCard(body, text, card);
        }

        if (content.Cards.Count > MaxListed)
        {
            body.Paragraph(text["Receipt.More", content.Cards.Count, MaxListed]);
        }

        if (content.GiftsUrl is { } gifts)
        {
            body.Paragraph(text["Receipt.Gifts"]).Button(text["Receipt.Gifts.Button"], gifts);
        }

        foreach (var topUp in content.TopUps)
        {
            body.Card(
                text["TopUp.Title"],
                MoneyText.Format(topUp.Amount, text.Culture),
                $"•••• {topUp.Last4}",
                text.Validity(topUp.LastValidDay));
        }

        if (content.Cards.Count > 0)
        {
            body.Steps(
                text["Receipt.How"],
                [text.Choose(content.Brand), text["How.Show"], text.Rest(content.AllowsPartialUse)]);
        }

        var kind = content.Cards.Count > 0 ? "Receipt" : "TopUp.Receipt";
        var subject = text[$"{kind}.Subject", merchant];
        var (html, plain) = body.Build(text[$"{kind}.Heading"], subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = MailAddresses.HeaderText(merchant),
            To = content.To,
            ReplyTo = content.Brand.Email.Length > 0 ? content.Brand.Email : null,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
        };
    }

    private static void AddCard(MailBody body, DeliveryText text, ReceiptCard card)
    {
        var amount = MoneyText.Format(card.Amount, text.Culture);
        body.Card(text["GiftCard"], amount, card.Code, text.Validity(card.LastValidDay));
        body.Facts(
        [
            new MailFact(text["Label.Recipient"], card.RecipientName),
            new MailFact(text["Label.RecipientEmail"], card.RecipientEmail, IsLatin: true),
            new MailFact(text["Label.Message"], card.Message),
        ]);
        if (card.Delivery == DeliveryMethod.Email)
        {
            body.Paragraph((card.RecipientEmail, card.DeliverOn) switch
            {
                (null, null) => text["Sent.Own"],
                (null, { } day) => text["Sent.Own.Later", text.Day(day)],
                ({ } email, null) => text["Sent.Email", email],
                ({ } email, { } day) => text["Sent.Email.Later", email, text.Day(day)],
            });
            return;
        }

        body.Paragraph(text[card.Delivery == DeliveryMethod.Print ? "Sent.Print" : "Sent.Link"]);
        body.Button(text["Gift.View"], card.GiftUrl);
    }
}
