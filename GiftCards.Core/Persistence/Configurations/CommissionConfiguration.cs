using GiftCards.Core.Commissions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class CommissionDefaultConfiguration : IEntityTypeConfiguration<CommissionDefault>
{
    public void Configure(EntityTypeBuilder<CommissionDefault> row)
    {
        row.ToTable("CommissionDefaults", table => table.HasCheckConstraint(
            "ck_commission_defaults_rate", "id = 1 AND rate_parts_per_million BETWEEN 0 AND 1000000"));
        row.HasKey(r => r.Id);
        row.Property(r => r.Id).ValueGeneratedNever();
    }
}

internal sealed class CommissionRuleConfiguration : IEntityTypeConfiguration<CommissionRule>
{
    public void Configure(EntityTypeBuilder<CommissionRule> rule)
    {
        rule.ToTable("CommissionRules", table => table.HasCheckConstraint(
            "ck_commission_rules_amounts",
            "rate_parts_per_million BETWEEN 0 AND 1000000 AND fixed_minor >= 0 AND minimum_minor >= 0 "
            + "AND maximum_minor >= COALESCE(minimum_minor, 0)"));
        rule.HasKey(r => r.Id);
        rule.HasIndex(r => new { r.EndedAt, r.Position });
        rule.Property(r => r.Version).IsConcurrencyToken();
    }
}

internal sealed class RedemptionCommissionConfiguration : IEntityTypeConfiguration<RedemptionCommission>
{
    public void Configure(EntityTypeBuilder<RedemptionCommission> row)
    {
        row.ToTable("RedemptionCommissions", table => table.HasCheckConstraint(
            "ck_redemption_commissions_parts",
            "gross_minor > 0 AND commission_minor >= 0 AND commission_minor <= gross_minor"));
        row.HasKey(r => new { r.MerchantId, r.EntryId });
        row.HasIndex(r => new { r.MerchantId, r.At });
    }
}
