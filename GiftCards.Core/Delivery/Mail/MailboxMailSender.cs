using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>
/// Keeps mails in the database instead of sending them, for development and demonstrations; each one once.
/// </summary>
public sealed class MailboxMailSender(GiftCardsDatabase database, TimeProvider time) : IMailSender
{
    public async Task SendAsync(MailMessageDraft draft, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The mailbox belongs to no merchant.
        if (await context.Mailbox.AnyAsync(kept => kept.MessageId == draft.MessageId, cancellationToken))
        {
            return;
        }

        var now = time.GetInstant();
        var id = Guid.CreateVersion7(now);
        context.Mailbox.Add(new MailboxMessage
        {
            Id = id,
            MessageId = draft.MessageId,
            FromName = draft.FromName,
            To = MailAddresses.Read(draft.To).Address,
            Subject = MailAddresses.HeaderText(draft.Subject),
            Html = draft.Html,
            Text = draft.Text,
            Attachments =
            [
                .. draft.Attachments.Select((file, position) => new MailboxAttachment
                {
                    MailId = id,
                    Position = position,
                    FileName = file.FileName,
                    ContentType = file.ContentType,
                    Content = file.Content,
                }),
            ],
            SentAt = now,
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // Another node kept the same mail a moment earlier, which is all that was wanted.
            context.ChangeTracker.Clear();
        }
    }
}
