using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using GiftCards.Core.Common;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>Sends through a mail server. Retries are the outbox's business.</summary>
public sealed class SmtpMailSender(SmtpOptions options) : IMailSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(MailMessageDraft draft, CancellationToken cancellationToken)
    {
        using var message = Compose(draft);
        using var client = new SmtpClient(options.Host, options.Port)
        {
            EnableSsl = options.NeedsTls,
            DeliveryFormat = SmtpDeliveryFormat.International,
        };
        if (options.User.Length > 0)
        {
            client.Credentials = new NetworkCredential(options.User, options.Password);
        }

        // The client's own timeout does not reach asynchronous calls.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The mail server did not answer in time.");
        }
    }

    private static AlternateView View(string content, string mediaType) =>
        AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType);

    private MailMessage Compose(MailMessageDraft draft)
    {
        var message = new MailMessage
        {
            From = MailAddresses.Read(options.From, draft.FromName),
            Subject = MailAddresses.HeaderText(draft.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(MailAddresses.Read(draft.To));
        if (TextRules.IsOneAddress(draft.ReplyTo))
        {
            message.ReplyToList.Add(MailAddresses.Read(draft.ReplyTo!));
        }

        if (draft.MessageId.Any(c => c is <= ' ' or '<' or '>' or > '~'))
        {
            throw new FormatException("This is no Message-ID.");
        }

        message.Headers.Add("Message-ID", $"<{draft.MessageId}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (draft.StopUrl is { } stop)
        {
            message.Headers.Add("List-Unsubscribe", $"<{stop}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        message.AlternateViews.Add(View(draft.Text, MediaTypeNames.Text.Plain));
        var html = View(draft.Html, MediaTypeNames.Text.Html);
        message.AlternateViews.Add(html);
        foreach (var file in draft.Attachments)
        {
            if (file.ContentId is { } shown)
            {
                html.LinkedResources.Add(
                    new LinkedResource(new MemoryStream(file.Content), file.ContentType) { ContentId = shown });
                continue;
            }

            message.Attachments.Add(new Attachment(new MemoryStream(file.Content), file.FileName, file.ContentType));
        }

        return message;
    }
}
