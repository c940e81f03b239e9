using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the notice of a refund says to whoever paid.</summary>
public sealed record RefundNoticeContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    public required string PurchaserName { get; init; }

    public required string Language { get; init; }

    /// <summary>What goes back, positive.</summary>
    public required Money Amount { get; init; }

    /// <summary>The merchant's local day.</summary>
    public required DateOnly RefundedOn { get; init; }

    public required string Last4 { get; init; }

    /// <summary>The order's public id, to name in questions.</summary>
    public required string OrderNumber { get; init; }

    /// <summary>Whether the card can no longer be used.</summary>
    public required bool IsCardEnded { get; init; }
}

/// <summary>Composes the notice that money goes back. What is left on the card is its holder's to know.</summary>
public static class RefundNoticeMail
{
    public static MailMessageDraft Compose(RefundNoticeContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var amount = MoneyText.Format(content.Amount, text.Culture);
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.PurchaserName))
            .Paragraph(text["Refund.Intro", merchant, amount])
            .Facts(
            [
                new MailFact(text["Label.Refunded"], amount, IsLatin: true),
                new MailFact(text["Label.Date"], text.Day(content.RefundedOn)),
                new MailFact(text["Label.Card"], $"•••• {content.Last4}", IsLatin: true),
                new MailFact(text["Label.Order"], content.OrderNumber, IsLatin: true),
            ])
            .Paragraph(text["Refund.How"]);
        if (content.IsCardEnded)
        {
            body.Paragraph(text["Refund.Ended"]);
        }

        body.Note(text["Refund.Questions", merchant]);
        var subject = text["Refund.Subject", merchant];
        var (html, plain) = body.Build(text["Refund.Heading"], subject);
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
}
