using GiftCards.Core.Disputes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class DisputeConfiguration : IEntityTypeConfiguration<Dispute>
{
    public void Configure(EntityTypeBuilder<Dispute> dispute)
    {
        dispute.ToTable("Disputes", table => table.HasCheckConstraint(
            "ck_disputes_parts",
            "amount_minor > 0 AND reserved_minor >= 0 AND reserved_minor <= amount_minor AND commission_minor >= 0 "
            + "AND fee_minor >= 0 AND loss_minor >= 0 AND loss_minor <= amount_minor"));
        dispute.HasKey(d => new { d.MerchantId, d.Id });
        dispute.HasIndex(d => new { d.Provider, d.ProviderReference }).IsUnique();
        dispute.HasIndex(d => d.OrderId);
        dispute.HasIndex(d => new { d.Status, d.Id });
        dispute.HasIndex(d => d.Id);
        dispute.Ignore(d => d.Amount);
        dispute.Ignore(d => d.Reserved);
        dispute.Ignore(d => d.Commission);
        dispute.Ignore(d => d.Fee);
    }
}

internal sealed class DisputedChargeConfiguration : IEntityTypeConfiguration<DisputedCharge>
{
    public void Configure(EntityTypeBuilder<DisputedCharge> charge)
    {
        charge.ToTable("DisputedCharges");
        charge.HasKey(c => new { c.MerchantId, c.DisputeId, c.ChargeId });
        charge.HasIndex(c => new { c.MerchantId, c.CardId });
        charge.HasIndex(c => new { c.MerchantId, c.OrderId });
    }
}

internal sealed class DisputedCardConfiguration : IEntityTypeConfiguration<DisputedCard>
{
    public void Configure(EntityTypeBuilder<DisputedCard> card)
    {
        card.ToTable("DisputedCards");
        card.HasKey(c => new { c.MerchantId, c.DisputeId, c.CardId });
        card.HasIndex(c => new { c.MerchantId, c.CardId });
    }
}
