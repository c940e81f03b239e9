using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the reminder of an ending validity says to the card's holder.</summary>
public sealed record ExpiryNoticeContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    /// <summary>Where mail of this kind can be stopped; null for what is always sent.</summary>
    public string? StopUrl { get; init; }

    public string? HolderName { get; init; }

    public required string Language { get; init; }

    public required Money Balance { get; init; }

    /// <summary>In the merchant's zone.</summary>
    public required DateOnly LastValidDay { get; init; }

    /// <summary>What that day would be after a top-up; null where a top-up changes nothing.</summary>
    public DateOnly? LastDayAfterTopUp { get; init; }

    public required string Last4 { get; init; }

    /// <summary>The merchant's own words; null for those that come with the product.</summary>
    public OwnWords? Own { get; init; }

    public required string CardUrl { get; init; }

    /// <summary>Whether the address leads into the holder's own wallet.</summary>
    public required bool IsInWallet { get; init; }
}

/// <summary>Composes the reminder that a card's validity ends soon.</summary>
public static class ExpiryNoticeMail
{
    public static MailMessageDraft Compose(ExpiryNoticeContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var balance = MoneyText.Format(content.Balance, text.Culture);
        var lastDay = text.Day(content.LastValidDay);
        var own = content.Own?.Fill(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["holder"] = content.HolderName,
            ["merchant"] = merchant,
            ["balance"] = balance,
            ["last_day"] = lastDay,
        });
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.HolderName))
            .Paragraph(own is { Intro.Length: > 0 } ? own.Intro : text["Expiry.Intro", balance, merchant, lastDay])
            .Facts(
            [
                new MailFact(text["Label.Remaining"], balance, IsLatin: true),
                new MailFact(text["Label.LastDay"], lastDay),
                new MailFact(text["Label.Card"], $"•••• {content.Last4}", IsLatin: true),
            ]);
        if (content.LastDayAfterTopUp is { } later)
        {
            body.Paragraph(text["Expiry.TopUp", text.Day(later)]);
        }

        body.Button(text[content.IsInWallet ? "Wallet.View" : "Gift.View"], content.CardUrl).Note(text["Expiry.Once"]);
        var subject = own is { Subject.Length: > 0 } ? own.Subject : text["Expiry.Subject", merchant, lastDay];
        var heading = own is { Heading.Length: > 0 } ? own.Heading : text["Expiry.Heading"];
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
