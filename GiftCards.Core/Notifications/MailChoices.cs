using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Notifications;

/// <summary>
/// What whoever reads an address wants to be mailed about. The link in a mail stops its kind for that address, with or
/// without an account; it holds the address's keyed hash and a mark that only this house can make.
/// </summary>
public sealed class MailChoices(MailOptions options, Protector protector)
{
    private const string Purpose = "mail-stop";
    private const int HashSize = 32;
    private const int MarkSize = 16;

    /// <summary>Whether mail about this may go to the address.</summary>
    public async Task<bool> AllowsAsync(
        GiftCardsDbContext context, string email, NotificationTopic topic, CancellationToken cancellationToken)
    {
        var holder = Convert.ToHexString(protector.HashEmail(email));
        return !await context.NotificationStops.AnyAsync(
            stop => stop.Holder == holder && stop.Channel == NotificationChannel.Mail && stop.Topic == topic,
            cancellationToken);
    }

    /// <summary>
    /// Where mail of this kind to the address can be stopped, at once and without signing in; read in the language of
    /// the mail.
    /// </summary>
    public string StopUrl(string email, NotificationTopic topic, string language) =>
        options.Link($"/mail/stop/{TokenFor(protector.HashEmail(email), topic)}?lang={language}");

    /// <summary>
    /// Whose mail about what a link is to stop; false for one that this house did not make with a key still in use.
    /// </summary>
    internal bool TryRead([NotNullWhen(true)] string? token, out string holder, out NotificationTopic topic)
    {
        (holder, topic) = ("", default);
        Span<byte> bytes = stackalloc byte[HashSize + 1 + MarkSize];
        if (token is null || token.Length > 100 || !Base64Url.IsValid(token, out var size) || size != bytes.Length
            || !Base64Url.TryDecodeFromChars(token, bytes, out _)
            || !Enum.IsDefined((NotificationTopic)bytes[HashSize]))
        {
            return false;
        }

        (holder, topic) = (Convert.ToHexString(bytes[..HashSize]), (NotificationTopic)bytes[HashSize]);
        return protector.IsSigned(Purpose, Marked(holder, topic), bytes[(HashSize + 1)..])
            && NotificationTopics.MayStop(topic, NotificationChannel.Mail);
    }

    private string TokenFor(byte[] hash, NotificationTopic topic) => Base64Url.EncodeToString(
        [
            .. hash,
            (byte)topic,
            .. protector.Sign(Purpose, Marked(Convert.ToHexString(hash), topic)).AsSpan(0, MarkSize),
        ]);

    private static string Marked(string holder, NotificationTopic topic) => $"{holder}|{topic}";
}

/// <summary>What a link in a mail is about, and what was chosen.</summary>
/// <param name="Topic">The kind of mail.</param>
/// <param name="IsStopped">Whether none of it goes to the address.</param>
public sealed record MailChoice(NotificationTopic Topic, bool IsStopped);

/// <summary>Reads what the link in a mail would stop. Errors: <c>link_invalid</c>.</summary>
public sealed class MailChoiceQueries(GiftCardsDatabase database, MailChoices choices)
{
    public async Task<Result<MailChoice>> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (!choices.TryRead(token, out var holder, out var topic))
        {
            return new Access.LinkInvalid();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one address.
        return new MailChoice(topic, await context.NotificationStops.AnyAsync(
            stop => stop.Holder == holder && stop.Channel == NotificationChannel.Mail && stop.Topic == topic,
            cancellationToken));
    }
}

/// <summary>Stop mails of one kind, by the link that stood in one.</summary>
public sealed record StopMail(string Token);

/// <summary>
/// Stops them; done twice it changes nothing. Whoever has the link may. Errors: <c>link_invalid</c>.
/// </summary>
public sealed class StopMailHandler(GiftCardsDatabase database, MailChoices choices, TimeProvider time)
{
    public Task<Result<NotificationTopic>> HandleAsync(
        Actor actor, StopMail command, CancellationToken cancellationToken) => MailStops.SetAsync(
            database, choices, actor, command.Token, true, time.GetInstant(), cancellationToken);
}

/// <summary>Have mails of one kind sent again, by the link that stopped them.</summary>
public sealed record ResumeMail(string Token);

/// <summary>
/// Has them sent again; done twice it changes nothing. Whoever has the link may. Errors: <c>link_invalid</c>.
/// </summary>
public sealed class ResumeMailHandler(GiftCardsDatabase database, MailChoices choices, TimeProvider time)
{
    public Task<Result<NotificationTopic>> HandleAsync(
        Actor actor, ResumeMail command, CancellationToken cancellationToken) => MailStops.SetAsync(
            database, choices, actor, command.Token, false, time.GetInstant(), cancellationToken);
}

/// <summary>Writes what was chosen by the link in a mail.</summary>
internal static class MailStops
{
    public static async Task<Result<NotificationTopic>> SetAsync(
        GiftCardsDatabase database,
        MailChoices choices,
        Actor actor,
        string token,
        bool stops,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!choices.TryRead(token, out var holder, out var topic))
        {
            return new Access.LinkInvalid();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one address.
        await NotificationStops.SetAsync(
            context, holder, topic, NotificationChannel.Mail, stops, now, cancellationToken);
        return topic;
    }
}
