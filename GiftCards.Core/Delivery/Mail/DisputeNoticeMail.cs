using GiftCards.Core.Common;
using GiftCards.Core.Disputes;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What a business's owner is told about a dispute.</summary>
/// <param name="To">The owner's address.</param>
/// <param name="Name">The owner's name.</param>
/// <param name="Language">The owner's language.</param>
/// <param name="Merchant">The business.</param>
/// <param name="Dispute">The dispute as it stands.</param>
/// <param name="IsOpening">Whether it is told that it began; else how it ended.</param>
public sealed record DisputeNoticeContent(
    string To, string? Name, string Language, Merchant Merchant, Dispute Dispute, bool IsOpening);

/// <summary>
/// Composes the platform's mails about disputes. Who paid is not told: that is the bank's and the buyer's.
/// </summary>
public static class DisputeNoticeMail
{
    public static MailMessageDraft Compose(DisputeNoticeContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var name = content.Merchant.Name;
        var dispute = content.Dispute;
        var key = content.IsOpening ? "Opened" : dispute.Status == DisputeStatus.Won ? "Won" : "Lost";
        var subject = text[$"Dispute.{key}.Subject", name];
        var body = new MailBody(MailBrand.OfPlatform(options), text, options.PlatformName)
            .Paragraph(text.Greeting(content.Name))
            .Paragraph(text[$"Dispute.{key}.Intro", name, MoneyText.Format(dispute.Amount, text.Culture)]);
        if (key == "Lost" && dispute.LossMinor > 0)
        {
            var loss = new Money(dispute.LossMinor, dispute.Currency);
            body.Paragraph(text["Dispute.Lost.Loss", MoneyText.Format(loss, text.Culture)]);
        }

        body.Facts([new MailFact(text["Label.Order"], dispute.OrderId.ToString(), IsLatin: true)]);
        if (content.IsOpening)
        {
            body.Note(text["Dispute.Opened.What"]);
        }

        var (html, plain) = body
            .Button(text["Dispute.Button"], options.Link("/merchant/cards"))
            .Build(text[$"Dispute.{key}.Heading"], subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = options.PlatformName,
            To = content.To,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
        };
    }
}
