using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What is said to a payer whose money could not be used for what was bought.</summary>
public sealed record PaymentReturnedContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    public required string PurchaserName { get; init; }

    public required string Language { get; init; }

    /// <summary>The order's public id, to name in questions.</summary>
    public required string OrderNumber { get; init; }

    public required Money Amount { get; init; }
}

/// <summary>Composes the notice that a payment goes back because its order could not be carried out.</summary>
public static class PaymentReturnedMail
{
    public static MailMessageDraft Compose(PaymentReturnedContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var amount = MoneyText.Format(content.Amount, text.Culture);
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.PurchaserName))
            .Paragraph(text["Returned.Intro", amount, merchant])
            .Facts(
            [
                new MailFact(text["Label.Total"], amount, IsLatin: true),
                new MailFact(text["Label.Order"], content.OrderNumber, IsLatin: true),
            ])
            .Paragraph(text["Returned.How"]);
        var subject = text["Returned.Subject", merchant];
        var (html, plain) = body.Build(text["Returned.Heading"], subject);
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
