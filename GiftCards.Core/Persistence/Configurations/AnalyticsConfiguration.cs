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
