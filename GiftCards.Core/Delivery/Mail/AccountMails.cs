namespace GiftCards.Core.Delivery.Mail;

/// <summary>To whom a mail about an account goes, and the link that it carries.</summary>
/// <param name="To">The address.</param>
/// <param name="Name">The person's name; may be empty.</param>
/// <param name="Language">The person's language.</param>
/// <param name="Url">The link, with its one-time token; it stands in the mail and nowhere else.</param>
public sealed record AccountMailContent(string To, string? Name, string Language, string Url);

/// <summary>Composes the platform's own mails about a person's account.</summary>
public static class AccountMails
{
    public static MailMessageDraft ConfirmEmail(AccountMailContent content, MailOptions options, string messageId) =>
        Compose("Confirm", content, options, messageId);

    public static MailMessageDraft ResetPassword(AccountMailContent content, MailOptions options, string messageId) =>
        Compose("Reset", content, options, messageId);

    /// <summary>
    /// For somebody who signs up although they have an account; the link lets them choose a password.
    /// </summary>
    public static MailMessageDraft AccountExists(AccountMailContent content, MailOptions options, string messageId) =>
        Compose("Exists", content, options, messageId);

    private static MailMessageDraft Compose(
        string kind, AccountMailContent content, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        var subject = text[$"{kind}.Subject", options.PlatformName];
        var (html, plain) = new MailBody(MailBrand.OfPlatform(options), text, options.PlatformName)
            .Paragraph(text.Greeting(content.Name))
            .Paragraph(text[$"{kind}.Intro"])
            .Button(text[$"{kind}.Button"], content.Url)
            .Note(text[$"{kind}.Note"])
            .Build(text[$"{kind}.Heading"], subject);
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
