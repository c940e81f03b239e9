using GiftCards.Core.Recovery;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class RestorationConfiguration : IEntityTypeConfiguration<Restoration>
{
    public void Configure(EntityTypeBuilder<Restoration> restoration)
    {
        restoration.ToTable("Restorations");
        restoration.HasKey(r => r.Id);
        restoration.HasMany(r => r.Findings).WithOne().HasForeignKey(f => f.RestorationId);
    }
}

internal sealed class RestorationFindingConfiguration : IEntityTypeConfiguration<RestorationFinding>
{
    public void Configure(EntityTypeBuilder<RestorationFinding> finding)
    {
        finding.ToTable("RestorationFindings");
        finding.HasKey(f => new { f.RestorationId, f.Line });
    }
}
