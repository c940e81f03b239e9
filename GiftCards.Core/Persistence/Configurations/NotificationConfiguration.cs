using GiftCards.Core.Delivery;
using GiftCards.Core.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.ToTable("Notifications");
        notification.HasKey(n => n.Id);
        notification.HasIndex(n => new { n.UserId, n.Id });
        notification.HasIndex(n => new { n.Cause, n.UserId, n.Kind }).IsUnique();

        // Few are unread, and every page counts them.
        notification.HasIndex(n => n.UserId).HasFilter("read_at IS NULL").HasDatabaseName("ix_notifications_unread");
        notification.HasIndex(n => n.CreatedAt);
        notification.Property(n => n.Who).HasMaxLength(1024);
        notification.Ignore(n => n.Amount);
    }
}

internal sealed class NotificationStopConfiguration : IEntityTypeConfiguration<NotificationStop>
{
    public void Configure(EntityTypeBuilder<NotificationStop> stop)
    {
        stop.ToTable("NotificationStops");
        stop.HasKey(s => new { s.Holder, s.Topic, s.Channel });
    }
}

internal sealed class GiftOpeningConfiguration : IEntityTypeConfiguration<GiftOpening>
{
    public void Configure(EntityTypeBuilder<GiftOpening> opening)
    {
        opening.ToTable("GiftOpenings");
        opening.HasKey(o => new { o.MerchantId, o.CardId });
    }
}
