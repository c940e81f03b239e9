using GiftCards.Core.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class RefundConfiguration : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> refund)
    {
        refund.ToTable("Refunds", table => table.HasCheckConstraint(
            "ck_refunds_parts", "amount_minor > 0 AND commission_minor >= 0 AND commission_minor <= amount_minor"));
        refund.HasKey(r => new { r.MerchantId, r.Id });
        refund.HasIndex(r => new { r.MerchantId, r.CardId });
        refund.HasIndex(r => new { r.MerchantId, r.EntryId, r.ChargeId }).IsUnique();
        refund.HasIndex(r => r.OrderId);
        refund.HasIndex(r => new { r.Status, r.Id });
        refund.Ignore(r => r.Amount);
        refund.Ignore(r => r.Commission);
    }
}
