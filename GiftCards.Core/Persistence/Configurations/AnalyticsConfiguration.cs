using GiftCards.Core.Analytics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class DailyFigureConfiguration : IEntityTypeConfiguration<DailyFigure>
{
    public void Configure(EntityTypeBuilder<DailyFigure> figure)
    {
        figure.ToTable("DailyFigures");
        figure.HasKey(f => new { f.MerchantId, f.Day, f.Measure, f.Design, f.Location, f.Key });

        // All that is ever read of a figure, so that a year is added up from the index alone.
        figure.HasIndex(f => new
        {
            f.MerchantId,
            f.Measure,
            f.Day,
            f.Key,
            f.Count,
            f.Minor,
            f.Design,
            f.Location,
        }).HasDatabaseName("ix_daily_figures_sums");
    }
}

internal sealed class FigureMarkConfiguration : IEntityTypeConfiguration<FigureMark>
{
    public void Configure(EntityTypeBuilder<FigureMark> mark)
    {
        mark.ToTable("FigureMarks");
        mark.HasKey(m => m.MerchantId);
    }
}
