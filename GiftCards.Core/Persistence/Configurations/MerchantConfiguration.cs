using GiftCards.Core.Merchants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class MerchantConfiguration : IEntityTypeConfiguration<Merchant>
{
    public void Configure(EntityTypeBuilder<Merchant> merchant)
    {
        merchant.ToTable("Merchants");
        merchant.HasKey(m => m.Id);
        merchant.HasIndex(m => m.Slug).IsUnique();
        merchant.HasIndex(m => new { m.Status, m.Category });
        merchant.Ignore(m => m.Zone);
        merchant.Ignore(m => m.IsOpen);
        merchant.Ignore(m => m.Map);
    }
}

internal sealed class MerchantServiceConfiguration : IEntityTypeConfiguration<MerchantService>
{
    public void Configure(EntityTypeBuilder<MerchantService> service)
    {
        service.ToTable("MerchantServices");
        service.HasKey(s => new { s.MerchantId, s.Id });
    }
}

internal sealed class GiftCardSettingsConfiguration : IEntityTypeConfiguration<GiftCardSettings>
{
    public void Configure(EntityTypeBuilder<GiftCardSettings> settings)
    {
        settings.ToTable("GiftCardSettings");
        settings.HasKey(s => new { s.MerchantId, s.Currency });
        settings.Property(s => s.Version).IsConcurrencyToken();
        settings.Ignore(s => s.Rules);
    }
}
