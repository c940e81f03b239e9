using GiftCards.Core.Files;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Verification;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class StoredFileConfiguration : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> file)
    {
        file.ToTable("Files");
        file.HasKey(f => new { f.MerchantId, f.Id });
        file.HasIndex(f => f.Id).IsUnique();
        file.HasIndex(f => new { f.UploadedBy, f.Kind });
    }
}

internal sealed class StoredContentConfiguration : IEntityTypeConfiguration<StoredContent>
{
    public void Configure(EntityTypeBuilder<StoredContent> content)
    {
        content.ToTable("FileContents");
        content.HasKey(c => new { c.MerchantId, c.FileId });
    }
}

internal sealed class BusinessOnboardingConfiguration : IEntityTypeConfiguration<BusinessOnboarding>
{
    public void Configure(EntityTypeBuilder<BusinessOnboarding> onboarding)
    {
        onboarding.ToTable("Onboardings");
        onboarding.HasKey(o => o.MerchantId);
        onboarding.Ignore(o => o.Done);
        onboarding.Ignore(o => o.Next);
    }
}

internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> endpoint)
    {
        endpoint.ToTable("WebhookEndpoints");
        endpoint.HasKey(e => e.MerchantId);
    }
}

internal sealed class BusinessRecordConfiguration : IEntityTypeConfiguration<BusinessRecord>
{
    public void Configure(EntityTypeBuilder<BusinessRecord> record)
    {
        record.ToTable("BusinessRecords");
        record.HasKey(r => r.MerchantId);
        record.HasIndex(r => r.TaxIdHash);
    }
}

internal sealed class VerificationCheckConfiguration : IEntityTypeConfiguration<VerificationCheck>
{
    public void Configure(EntityTypeBuilder<VerificationCheck> check)
    {
        check.ToTable("VerificationChecks");
        check.HasKey(c => new { c.MerchantId, c.Name });
    }
}

internal sealed class MerchantDecisionConfiguration : IEntityTypeConfiguration<MerchantDecision>
{
    public void Configure(EntityTypeBuilder<MerchantDecision> decision)
    {
        decision.ToTable("MerchantDecisions");
        decision.HasKey(d => new { d.MerchantId, d.Id });
    }
}
