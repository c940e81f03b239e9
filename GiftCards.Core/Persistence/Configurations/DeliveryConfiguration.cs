using GiftCards.Core.Delivery;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class OutboxMessageConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("Outbox");
        message.HasKey(m => new { m.MerchantId, m.Id });
        message.HasIndex(m => new { m.State, m.DueAt });
        message.HasIndex(m => new { m.OrderingKey, m.State });
    }
}

internal sealed class MailboxMessageConfiguration : IEntityTypeConfiguration<MailboxMessage>
{
    public void Configure(EntityTypeBuilder<MailboxMessage> mail)
    {
        mail.ToTable("Mailbox");
        mail.HasKey(m => m.Id);
        mail.HasIndex(m => m.MessageId).IsUnique();
        mail.HasIndex(m => m.SentAt);
        mail.HasMany(m => m.Attachments).WithOne().HasForeignKey(a => a.MailId);
    }
}

internal sealed class MailboxAttachmentConfiguration : IEntityTypeConfiguration<MailboxAttachment>
{
    public void Configure(EntityTypeBuilder<MailboxAttachment> attachment)
    {
        attachment.ToTable("MailboxAttachments");
        attachment.HasKey(a => new { a.MailId, a.Position });
    }
}
