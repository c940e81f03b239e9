using GiftCards.Core.Exports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class ListExportConfiguration : IEntityTypeConfiguration<ListExport>
{
    public void Configure(EntityTypeBuilder<ListExport> export)
    {
        export.ToTable("ListExports");
        export.HasKey(e => new { e.MerchantId, e.Id });
        export.HasIndex(e => new { e.State, e.CreatedAt });
        export.HasIndex(e => e.CreatedAt);
    }
}
