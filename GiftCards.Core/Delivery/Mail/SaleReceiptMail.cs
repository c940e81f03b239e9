using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the receipt of a sale at the counter says.</summary>
public sealed record SaleReceiptContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    public required string Language { get; init; }

    /// <summary>The whole bill, where it was told.</summary>
    public required Money? Bill { get; init; }

    /// <summary>What the card paid of it, positive.</summary>
    public required Money Paid { get; init; }

    public required Money Remaining { get; init; }

    public required DateOnly On { get; init; }

    public required string Last4 { get; init; }

    public string? ServiceName { get; init; }

    public string? Location { get; init; }

    public required string Transaction { get; init; }
}

/// <summary>Composes the receipt of a sale at the counter.</summary>
public static class SaleReceiptMail
{
    public static MailMessageDraft Compose(SaleReceiptContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var rest = content.Bill - content.Paid;
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text["Sale.Intro", merchant])
            .Facts(
            [
                new MailFact(text["Label.Service"], content.ServiceName),
                Amount(text, "Label.Bill", content.Bill),
                Amount(text, "Label.PaidByCard", content.Paid),
                Amount(text, "Label.PaidOtherwise", rest),
                Amount(text, "Label.Remaining", content.Remaining),
                new MailFact(text["Label.Card"], $"•••• {content.Last4}", IsLatin: true),
                new MailFact(text["Label.Date"], text.Day(content.On)),
                new MailFact(text["Label.Location"], content.Location),
                new MailFact(text["Label.Transaction"], content.Transaction, IsLatin: true),
            ]);
        var subject = text["Sale.Subject", merchant];
        var (html, plain) = body.Build(text["Sale.Heading"], subject);
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

    private static MailFact Amount(DeliveryText text, string label, Money? amount) =>
        new(text[label], amount is { } known ? MoneyText.Format(known, text.Culture) : null, IsLatin: true);
}
