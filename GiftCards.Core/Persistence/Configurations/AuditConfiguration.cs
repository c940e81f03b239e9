using GiftCards.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("AuditEntries");
        entry.HasKey(e => new { e.MerchantId, e.Id });
        entry.HasIndex(e => e.Id);
        entry.HasIndex(e => e.At);
        entry.HasIndex(e => new { e.ActorLabel, e.Id });
        entry.HasIndex(e => new { e.Action, e.Id });
        entry.HasIndex(e => new { e.TargetId, e.Id });
    }
}

internal sealed class AuditSealConfiguration : IEntityTypeConfiguration<AuditSeal>
{
    public void Configure(EntityTypeBuilder<AuditSeal> seal)
    {
        seal.ToTable("AuditSeals");
        seal.HasKey(s => s.Position);
        seal.Property(s => s.Position).ValueGeneratedNever();
        seal.HasIndex(s => new { s.MerchantId, s.EntryId }).IsUnique();
    }
}
