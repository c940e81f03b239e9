using GiftCards.Core.Bulk;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Merchants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class CampaignConfiguration : IEntityTypeConfiguration<Campaign>
{
    public void Configure(EntityTypeBuilder<Campaign> campaign)
    {
        campaign.ToTable("Campaigns", table => table.HasCheckConstraint(
            "ck_campaigns_percent", "percent >= 0 AND percent <= 50 AND min_amount_minor >= 0"));
        campaign.HasKey(c => new { c.MerchantId, c.Id });
        campaign.HasIndex(c => new { c.MerchantId, c.EndsAt });
        campaign.Ignore(c => c.IsOfValue);

        // Stopping one and making it longer at the same moment must not both succeed.
        campaign.Property(c => c.EndsAt).IsConcurrencyToken();
    }
}

internal sealed class MailWordingConfiguration : IEntityTypeConfiguration<MailWording>
{
    public void Configure(EntityTypeBuilder<MailWording> wording)
    {
        wording.ToTable("MailWordings");
        wording.HasKey(w => new { w.MerchantId, w.Mail, w.Language });
        wording.Property(w => w.Version).IsConcurrencyToken();
    }
}

internal sealed class BulkIssueConfiguration : IEntityTypeConfiguration<BulkIssue>
{
    public void Configure(EntityTypeBuilder<BulkIssue> list)
    {
        list.ToTable("BulkIssues");
        list.HasKey(b => new { b.MerchantId, b.Id });
        list.HasIndex(b => new { b.MerchantId, b.FileHash }).IsUnique();
    }
}

internal sealed class BulkRowConfiguration : IEntityTypeConfiguration<BulkRow>
{
    public void Configure(EntityTypeBuilder<BulkRow> row)
    {
        row.ToTable("BulkRows");
        row.HasKey(r => new { r.MerchantId, r.BulkId, r.Line });
        row.HasIndex(r => new { r.MerchantId, r.BulkId, r.State });
    }
}

internal sealed class CardBatchConfiguration : IEntityTypeConfiguration<CardBatch>
{
    public void Configure(EntityTypeBuilder<CardBatch> batch)
    {
        batch.ToTable("CardBatches");
        batch.HasKey(b => new { b.MerchantId, b.Id });
    }
}

internal sealed class CardBatchRowConfiguration : IEntityTypeConfiguration<CardBatchRow>
{
    public void Configure(EntityTypeBuilder<CardBatchRow> row)
    {
        row.ToTable("CardBatchRows");
        row.HasKey(r => new { r.MerchantId, r.BatchId, r.Position });
        row.HasIndex(r => new { r.MerchantId, r.BatchId, r.State });
    }
}
