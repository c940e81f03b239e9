using System.Globalization;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>To whom a mail about an account goes, and the link that it carries.</summary>
/// <param name="To">The address.</param>
/// <param name="Name">The person's name; may be empty.</param>
/// <param name="Language">The person's language.</param>
/// <param name="Url">The link, with its one-time token; it stands in the mail and nowhere else.</param>
public sealed record AccountMailContent(string To, string? Name, string Language, string Url);

/// <summary>Where from and when somebody signed in; null where that is not known.</summary>
public sealed record SignInFacts(string? Device, string? Address, DateTimeOffset At);

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

    /// <summary>
    /// Tells that the way in was changed; <paramref name="kind"/> is the name of its texts. The link leads to the
    /// account and holds nothing secret.
    /// </summary>
    public static MailMessageDraft Notice(
        string kind, AccountMailContent content, MailOptions options, string messageId) =>
        Compose(kind, content, options, messageId, ending: "Security");

    /// <summary>Tells of a sign-in from somewhere new.</summary>
    public static MailMessageDraft NewSignIn(
        AccountMailContent content, SignInFacts facts, MailOptions options, string messageId)
    {
        var text = MailTexts.In(content.Language);
        (string, string)[] rows =
        [
            (text["NewSignIn.Device"], facts.Device ?? text["NewSignIn.Unknown"]),
            (text["NewSignIn.Address"], facts.Address ?? text["NewSignIn.Unknown"]),
            (text["NewSignIn.At"], facts.At.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        ];
        return Compose("NewSignIn", content, options, messageId, rows);
    }

    private static MailMessageDraft Compose(
        string kind,
        AccountMailContent content,
        MailOptions options,
        string messageId,
        IReadOnlyList<(string Name, string Value)>? rows = null,
        string? ending = null)
    {
        var text = MailTexts.In(content.Language);
        var subject = text[$"{kind}.Subject", options.PlatformName];
        var body = new MailBody(MailBrand.OfPlatform(options), text, options.PlatformName)
            .Paragraph(text.Greeting(content.Name))
            .Paragraph(text[$"{kind}.Intro"]);
        foreach (var (name, value) in rows ?? [])
        {
            body = body.Paragraph($"{name}: {value}");
        }

        var (html, plain) = body
            .Button(text[$"{ending ?? kind}.Button"], content.Url)
            .Note(text[$"{ending ?? kind}.Note"])
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
