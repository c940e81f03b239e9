using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>Reads the mails that were kept instead of sent. For development only: it knows no permissions.</summary>
public sealed class MailboxQueries(GiftCardsDatabase database)
{
    /// <summary>The newest mails first, their attachments without content.</summary>
    public async Task<IReadOnlyList<MailboxMessage>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The mailbox belongs to no merchant.
        return await Light(context.Mailbox).OrderByDescending(mail => mail.SentAt).ThenByDescending(mail => mail.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>One mail, its attachments without content; null when there is none.</summary>
    public async Task<MailboxMessage?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The mailbox belongs to no merchant.
        return await Light(context.Mailbox.Where(mail => mail.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>One attachment whole; null when there is none.</summary>
    public async Task<MailboxAttachment?> AttachmentAsync(Guid mail, int position, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The mailbox belongs to no merchant.
        return await context.Mailbox
            .Where(kept => kept.Id == mail)
            .SelectMany(kept => kept.Attachments)
            .Where(file => file.Position == position)
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static IQueryable<MailboxMessage> Light(IQueryable<MailboxMessage> mails) => mails.AsNoTracking()
        .Select(mail => new MailboxMessage
        {
            Id = mail.Id,
            MessageId = mail.MessageId,
            FromName = mail.FromName,
            To = mail.To,
            Subject = mail.Subject,
            Html = mail.Html,
            Text = mail.Text,
            SentAt = mail.SentAt,
            Attachments = mail.Attachments
                .OrderBy(file => file.Position)
                .Select(file => new MailboxAttachment
                {
                    MailId = file.MailId,
                    Position = file.Position,
                    FileName = file.FileName,
                    ContentType = file.ContentType,
                    Content = Array.Empty<byte>(),
                })
                .ToList(),
        });
}
