using GiftCards.Core.Access;
using GiftCards.Core.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class SupportViewConfiguration : IEntityTypeConfiguration<SupportView>
{
    public void Configure(EntityTypeBuilder<SupportView> view)
    {
        view.ToTable("SupportViews");
        view.HasKey(v => new { v.MerchantId, v.Id });
        view.HasIndex(v => new { v.SessionId, v.EndsAt });
    }
}

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.ToTable("JobRuns");
        run.HasKey(r => r.Name);
    }
}
