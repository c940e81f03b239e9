using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the mails about a transfer say.</summary>
public sealed record TransferMailContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    /// <summary>Where mail of this kind can be stopped; null for what is always sent.</summary>
    public string? StopUrl { get; init; }

    public required string Language { get; init; }

    /// <summary>Who passes it on.</summary>
    public required string SenderName { get; init; }

    public string? Message { get; init; }

    /// <summary>What is given.</summary>
    public required Money Value { get; init; }

    /// <summary>Whether it is part of a card, which its sender keeps.</summary>
    public required bool IsPart { get; init; }

    /// <summary>The last local day on which the card is good; null for never expiring.</summary>
    public DateOnly? LastValidDay { get; init; }

    /// <summary>The last local day on which it can be accepted.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>
    /// Where the reader goes: the page where it is accepted, or the wallet. Never holds a card's code.
    /// </summary>
    public required string Url { get; init; }
}

/// <summary>Composes the mails about a card that is passed on. None of them carries the card's code.</summary>
public static class TransferMails
{
    /// <summary>The invitation to whoever is to receive it.</summary>
    public static MailMessageDraft Invitation(TransferMailContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var (sender, merchant) = (content.SenderName, content.Brand.Name);
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text["Greeting.Plain"])
            .Paragraph(text["Offer.Intro", sender, merchant]);
        if (content.Message is { } message)
        {
            body.Quote(message, sender);
        }

        body.Card(
            text["GiftCard"],
            MoneyText.Format(content.Value, text.Culture),
            null,
            text.Validity(content.LastValidDay));
        body.Button(text["Offer.Accept"], content.Url)
            .Paragraph(text["Offer.Until", text.Day(content.LastDay), sender])
            .Note(text["Offer.Stranger", sender]);
        return Draft(
            content, body, text["Offer.Heading"], text["Offer.Subject", sender, merchant], messageId);
    }

    /// <summary>The notice to its sender that it was accepted.</summary>
    public static MailMessageDraft Claimed(TransferMailContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.SenderName))
            .Paragraph(content.IsPart
                ? text["Offer.Claimed.Part", MoneyText.Format(content.Value, text.Culture), merchant]
                : text["Offer.Claimed.Whole", merchant])
            .Button(text["Offer.Wallet"], content.Url)
            .Note(text["Offer.Claimed.NotYou", merchant]);
        return Draft(
            content, body, text["Offer.Claimed.Heading"], text["Offer.Claimed.Subject", merchant], messageId);
    }

    /// <summary>The notice to its sender that nobody accepted it in time.</summary>
    public static MailMessageDraft Returned(TransferMailContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.SenderName))
            .Paragraph(text["Offer.Returned.Intro", merchant])
            .Button(text["Offer.Wallet"], content.Url);
        return Draft(
            content, body, text["Offer.Returned.Heading"], text["Offer.Returned.Subject", merchant], messageId);
    }

    private static MailMessageDraft Draft(
        TransferMailContent content, MailBody body, string heading, string subject, string messageId)
    {
        var (html, plain) = body.Stop(content.StopUrl).Build(heading, subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = MailAddresses.HeaderText(content.Brand.Name),
            To = content.To,
            ReplyTo = content.Brand.Email.Length > 0 ? content.Brand.Email : null,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
            StopUrl = content.StopUrl,
        };
    }
}
