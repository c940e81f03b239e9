using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the notice of a top-up says to the card's holder.</summary>
public sealed record TopUpNoticeContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    /// <summary>Where mail of this kind can be stopped; null for what is always sent.</summary>
    public string? StopUrl { get; init; }

    public string? HolderName { get; init; }

    public required string Language { get; init; }

    public required string PayerName { get; init; }

    public required Money Amount { get; init; }

    public required Money BalanceAfter { get; init; }

    /// <summary>In the merchant's zone; null for never expiring.</summary>
    public DateOnly? LastValidDay { get; init; }

    public required string Last4 { get; init; }

    public required string CardUrl { get; init; }

    /// <summary>Whether the address leads into the holder's own wallet.</summary>
    public required bool IsInWallet { get; init; }
}

/// <summary>Composes the notice that somebody topped a card up.</summary>
public static class TopUpNoticeMail
{
    public static MailMessageDraft Compose(TopUpNoticeContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var merchant = content.Brand.Name;
        var amount = MoneyText.Format(content.Amount, text.Culture);
        var body = new MailBody(content.Brand, text, options.PlatformName)
            .Paragraph(text.Greeting(content.HolderName))
            .Paragraph(text["TopUp.Intro", content.PayerName, merchant, amount])
            .Facts(
            [
                new MailFact(text["Label.ToppedUp"], amount, IsLatin: true),
                new MailFact(
                    text["Label.BalanceAfter"], MoneyText.Format(content.BalanceAfter, text.Culture), IsLatin: true),
                new MailFact(
                    text["Label.LastDay"], content.LastValidDay is { } day ? text.Day(day) : text["Validity.Never"]),
                new MailFact(text["Label.Card"], $"•••• {content.Last4}", IsLatin: true),
            ])
            .Button(text[content.IsInWallet ? "Wallet.View" : "Gift.View"], content.CardUrl);
        var subject = text["TopUp.Subject", merchant];
        var (html, plain) = body.Stop(content.StopUrl).Build(text["TopUp.Heading"], subject);
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
