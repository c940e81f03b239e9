using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What the mail to the one who receives a gift says.</summary>
public sealed record GiftMailContent
{
    public required MailBrand Brand { get; init; }

    public required string To { get; init; }

    public required string Language { get; init; }

    public required Money Amount { get; init; }

    public required string Code { get; init; }

    public DateOnly? LastValidDay { get; init; }

    /// <summary>Who gives it; null when the buyer keeps the card.</summary>
    public string? SenderName { get; init; }

    public string? RecipientName { get; init; }

    public string? Message { get; init; }

    /// <summary>The merchant's own words to every recipient; may be empty.</summary>
    public string MerchantMessage { get; init; } = "";

    public string Terms { get; init; } = "";

    public bool AllowsPartialUse { get; init; } = true;

    /// <summary>The merchant's own words; null for those that come with the product.</summary>
    public OwnWords? Own { get; init; }

    public required string GiftUrl { get; init; }

    public required byte[] Certificate { get; init; }

    /// <summary>The card's own picture, which travels within the mail; null for none.</summary>
    public CardPicture? Picture { get; init; }
}

/// <summary>Composes the mail that brings a gift, its certificate attached.</summary>
public static class GiftMail
{
    public static MailMessageDraft Compose(GiftMailContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var body = new MailBody(content.Brand, text, options.PlatformName);
        var merchant = content.Brand.Name;
        var own = content.Own?.Fill(PlacesOf(content, text));
        body.Paragraph(text.Greeting(content.RecipientName));
        body.Paragraph(own is { Intro.Length: > 0 }
            ? own.Intro
            : content.SenderName is { } sender
                ? text["Gift.Intro", sender, merchant]
                : text["Gift.Intro.Own", merchant]);
        if (!string.IsNullOrWhiteSpace(content.Message))
        {
            body.Quote(content.Message, content.SenderName);
        }

        var amount = MoneyText.Format(content.Amount, text.Culture);
        var picture = content.Picture is { } drawn
            ? MailFile.Inline(CardPicture.FileName, "image/jpeg", drawn.Jpeg)
            : null;
        body.Card(text["GiftCard"], amount, content.Code, text.Validity(content.LastValidDay), picture);
        body.Button(text["Gift.View"], content.GiftUrl);
        if (!string.IsNullOrWhiteSpace(content.MerchantMessage))
        {
            body.Paragraph(content.MerchantMessage);
        }

        body.Steps(
            text["Gift.How"],
            [text["Gift.Step1"], text.Choose(content.Brand), text["How.Show"], text.Rest(content.AllowsPartialUse)]);
        if (!string.IsNullOrWhiteSpace(content.Terms))
        {
            body.Note(content.Terms);
        }

        var (subject, heading) = TitlesOf(content, text, own);
        var (html, plain) = body.Build(heading, subject);
        return new MailMessageDraft
        {
            MessageId = messageId,
            FromName = MailAddresses.HeaderText(merchant),
            To = content.To,
            ReplyTo = content.Brand.Email.Length > 0 ? content.Brand.Email : null,
            Subject = MailAddresses.HeaderText(subject),
            Html = html,
            Text = plain,
            Attachments =
            [
                new MailFile("gift-card.pdf", "application/pdf", content.Certificate),
                .. picture is null ? (IEnumerable<MailFile>)[] : [picture],
            ],
        };
    }

    private static (string Subject, string Heading) TitlesOf(
        GiftMailContent content, DeliveryText text, OwnWords? own)
    {
        var subject = content.SenderName is { } giver
            ? text["Gift.Subject", giver, content.Brand.Name]
            : text["Gift.Subject.Own", content.Brand.Name];
        var heading = content.SenderName is null ? text["Gift.Heading.Own"] : text["Gift.Heading"];
        return (
            own is { Subject.Length: > 0 } ? own.Subject : subject,
            own is { Heading.Length: > 0 } ? own.Heading : heading);
    }

    private static Dictionary<string, string?> PlacesOf(GiftMailContent content, DeliveryText text) =>
        new(StringComparer.Ordinal)
        {
            ["recipient"] = content.RecipientName,
            ["sender"] = content.SenderName,
            ["merchant"] = content.Brand.Name,
            ["amount"] = MoneyText.Format(content.Amount, text.Culture),
            ["last_day"] = content.LastValidDay is { } day ? text.Day(day) : text["Validity.Never"],
        };

    internal static string Rest(this DeliveryText text, bool allowsPartialUse) =>
        text[allowsPartialUse ? "How.Rest" : "How.Whole"];
}
