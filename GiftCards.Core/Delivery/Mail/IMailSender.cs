namespace GiftCards.Core.Delivery.Mail;

/// <summary>The way out for mail: a real server, or the mailbox that is kept in the database.</summary>
public interface IMailSender
{
    /// <summary>
    /// Hands the mail over. Sending the same <see cref="MailMessageDraft.MessageId"/> again is allowed and must not
    /// be seen twice where that can be told. Throws when the server is away or refuses, and
    /// <see cref="FormatException"/> for an address or subject that no mail may carry.
    /// </summary>
    Task SendAsync(MailMessageDraft draft, CancellationToken cancellationToken);
}
