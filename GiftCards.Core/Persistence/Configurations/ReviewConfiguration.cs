using GiftCards.Core.Favourites;
using GiftCards.Core.Reviews;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> review)
    {
        review.ToTable("Reviews", table =>
            table.HasCheckConstraint("ck_reviews_rating", "rating BETWEEN 1 AND 5"));
        review.HasKey(r => new { r.MerchantId, r.Id });
        review.HasIndex(r => new { r.MerchantId, r.AuthorId }).IsUnique();
        review.HasIndex(r => new { r.MerchantId, r.Status, r.Id });
        review.HasIndex(r => r.AuthorId);
        review.HasIndex(r => r.ReportedAt);
        review.Ignore(r => r.IsEdited);
    }
}

internal sealed class ReviewReportConfiguration : IEntityTypeConfiguration<ReviewReport>
{
    public void Configure(EntityTypeBuilder<ReviewReport> report)
    {
        report.ToTable("ReviewReports");
        report.HasKey(r => new { r.MerchantId, r.ReviewId, r.ReporterId });
    }
}

internal sealed class FavouriteConfiguration : IEntityTypeConfiguration<Favourite>
{
    public void Configure(EntityTypeBuilder<Favourite> favourite)
    {
        favourite.ToTable("Favourites");
        favourite.HasKey(f => new { f.MerchantId, f.UserId });
        favourite.HasIndex(f => new { f.UserId, f.CreatedAt });
    }
}
