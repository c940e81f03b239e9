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
        merchant.HasIndex(m => new { m.Status, m.City });
        merchant.HasIndex(m => new { m.Status, m.Currency });
        merchant.HasIndex(m => new { m.Status, m.Name, m.Slug });
        merchant.HasIndex(m => new { m.Status, m.Popularity, m.Slug }).IsDescending(false, true, false);
        merchant.HasIndex(m => new { m.Status, m.RatingRank, m.RatingCount, m.Slug })
            .IsDescending(false, true, true, false);
        merchant.HasIndex(m => new { m.Status, m.CreatedAt, m.Slug }).IsDescending(false, true, false);
        merchant.HasIndex(m => new { m.Status, m.PriceRank, m.Slug });
        merchant.HasIndex(m => new { m.Status, m.FeaturedAt });
        merchant.Property(m => m.PriceRank).HasDefaultValue(long.MaxValue);
        merchant.Ignore(m => m.Rating);
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
        service.Property(s => s.IsShown).HasDefaultValue(true).HasSentinel(true);
    }
}

internal sealed class MerchantLocationConfiguration : IEntityTypeConfiguration<MerchantLocation>
{
    public void Configure(EntityTypeBuilder<MerchantLocation> place)
    {
        place.ToTable("MerchantLocations");
        place.HasKey(l => new { l.MerchantId, l.Id });
        place.HasIndex(l => new { l.City, l.MerchantId });
    }
}

internal sealed class GalleryPictureConfiguration : IEntityTypeConfiguration<GalleryPicture>
{
    public void Configure(EntityTypeBuilder<GalleryPicture> picture)
    {
        picture.ToTable("GalleryPictures");
        picture.HasKey(p => new { p.MerchantId, p.FileId });
    }
}

internal sealed class CatalogueWordConfiguration : IEntityTypeConfiguration<CatalogueWord>
{
    public void Configure(EntityTypeBuilder<CatalogueWord> word)
    {
        word.ToTable("CatalogueWords");
        word.HasKey(w => new { w.MerchantId, w.Word });
        word.HasIndex(w => new { w.Word, w.MerchantId });
    }
}

internal sealed class CataloguePieceConfiguration : IEntityTypeConfiguration<CataloguePiece>
{
    public void Configure(EntityTypeBuilder<CataloguePiece> piece)
    {
        piece.ToTable("CataloguePieces");
        piece.HasKey(p => new { p.Piece, p.Word });
        piece.HasIndex(p => p.Word);
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
        settings.Ignore(s => s.SmallestMinor);
    }
}
