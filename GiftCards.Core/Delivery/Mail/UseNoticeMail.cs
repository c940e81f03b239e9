using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the notice of a use says to the card's holder.</summary>
public sealed record UseNoticeContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    /// <summary>Where mail of this kind can be stopped; null for what is always sent.</summary>
    public string? StopUrl { get; init; }

    public string? HolderName { get; init; }

    public required string Language { get; init; }

    /// <summary>What was spent, positive.</summary>
    public required Money Used { get; init; }

    public required Money Remaining { get; init; }

    public required DateOnly UsedOn { get; init; }

    public required string Last4 { get; init; }

    public string? ServiceName { get; init; }

    public string? Location { get; init; }

    /// <summary>The merchant's own words; null for those that come with the product.</summary>
    public OwnWords? Own { get; init; }

    public required string GiftUrl { get; init; }
}

/// <summary>Composes the notice that a card was used.</summary>
public static class UseNoticeMail
{
    public static MailMessageDraft Compose(UseNoticeContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var used = MoneyText.Format(content.Used, text.Culture);
        var remaining = MoneyText.Format(content.Remaining, text.Culture);
        var own = content.Own?.Fill(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["holder"] = content.HolderName,
            ["merchant"] = merchant,
            ["used"] = used,
            ["remaining"] = remaining,
        });
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.HolderName))
            .Paragraph(own is { Intro.Length: > 0 } ? own.Intro : text["Use.Intro", used, merchant])
            .Facts(
            [
                new MailFact(text["Label.Used"], used, IsLatin: true),
                new MailFact(text["Label.Remaining"], remaining, IsLatin: true),
                new MailFact(text["Label.Date"], text.Day(content.UsedOn)),
                new MailFact(text["Label.Service"], content.ServiceName),
                new MailFact(text["Label.Location"], content.Location),
                new MailFact(text["Label.Card"], $"•••• {content.Last4}", IsLatin: true),
            ]);
        if (content.Remaining.IsZero)
        {
            body.Paragraph(text["Use.Empty"]);
        }

        body.Button(text["Gift.View"], content.GiftUrl).Note(text["Use.NotYou", merchant]);
        var subject = own is { Subject.Length: > 0 } ? own.Subject : text["Use.Subject", merchant];
        var heading = own is { Heading.Length: > 0 } ? own.Heading : text["Use.Heading"];
        var (html, plain) = body.Stop(content.StopUrl).Build(heading, subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = MailAddresses.HeaderText(merchant),
            To = content.To,
            ReplyTo = content.Brand.Email.Length > 0 ? content.Brand.Email : null,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
            StopUrl = content.StopUrl,
        };
    }
}
