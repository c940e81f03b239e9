using GiftCards.Core.Cards;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class ApprovalConfiguration : IEntityTypeConfiguration<Approval>
{
    public void Configure(EntityTypeBuilder<Approval> approval)
    {
        approval.ToTable("Approvals");
        approval.HasKey(a => new { a.MerchantId, a.Id });
        approval.HasIndex(a => new { a.MerchantId, a.Status });
        approval.Ignore(a => a.Amount);
    }
}
