using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
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

    /// <summary>Where mail of this kind to the address can be stopped, at once and without signing in.</summary>
    public string StopUrl(string email, NotificationTopic topic) =>
        options.Link($"/mail/stop/{TokenFor(protector.HashEmail(email), topic)}");

    /// <summary>Whose mail about what a link is to stop; false for one that this house did not make.</summary>
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
        var mark = MarkOf(holder, topic).AsSpan(0, MarkSize);
        return CryptographicOperations.FixedTimeEquals(mark, bytes[(HashSize + 1)..])
            && NotificationTopics.MayStop(topic, NotificationChannel.Mail);
    }

    private string TokenFor(byte[] hash, NotificationTopic topic) => Base64Url.EncodeToString(
        [.. hash, (byte)topic, .. MarkOf(Convert.ToHexString(hash), topic).AsSpan(0, MarkSize)]);

    private byte[] MarkOf(string holder, NotificationTopic topic) => protector.Sign(Purpose, $"{holder}|{topic}");
}

/// <summary>Stop mails of one kind, by the link that stood in one.</summary>
public sealed record StopMail(string Token);

/// <summary>
/// Stops them; done twice it changes nothing. Whoever has the link may. Errors: <c>link_invalid</c>.
/// </summary>
public sealed class StopMailHandler(GiftCardsDatabase database, MailChoices choices, TimeProvider time)
{
    public async Task<Result<NotificationTopic>> HandleAsync(
        Actor actor, StopMail command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (!choices.TryRead(command.Token, out var holder, out var topic))
        {
            return new Access.LinkInvalid();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to one address.
        await NotificationStops.SetAsync(
            context, holder, topic, NotificationChannel.Mail, true, time.GetInstant(), cancellationToken);
        return topic;
    }

    /// <summary>What a link would stop; null for one that this house did not make.</summary>
    public NotificationTopic? TopicOf(string token) => choices.TryRead(token, out _, out var topic) ? topic : null;
}
