using GiftCards.Core.Holds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class HoldConfiguration : IEntityTypeConfiguration<Hold>
{
    public void Configure(EntityTypeBuilder<Hold> hold)
    {
        hold.ToTable("Holds", table => table.HasCheckConstraint("ck_holds_amount", "amount_minor > 0"));
        hold.HasKey(h => new { h.MerchantId, h.Id });
        hold.HasIndex(h => new { h.CardId, h.Status });
        hold.HasIndex(h => new { h.MerchantId, h.PlacedBy }).IsUnique();
        hold.HasIndex(h => new { h.Status, h.ExpiresAt });
        hold.Ignore(h => h.Amount);
    }
}
