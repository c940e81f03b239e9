using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class TransferConfiguration : IEntityTypeConfiguration<Transfer>
{
    public void Configure(EntityTypeBuilder<Transfer> transfer)
    {
        transfer.ToTable("Transfers", table => table.HasCheckConstraint(
            "ck_transfers_amount", "amount_minor IS NULL OR amount_minor > 0"));
        transfer.HasKey(t => new { t.MerchantId, t.Id });
        transfer.HasIndex(t => t.ClaimCodeHash).IsUnique();
        transfer.HasIndex(t => new { t.MerchantId, t.StartedBy }).IsUnique();
        transfer.HasIndex(t => new { t.MerchantId, t.CardId, t.Status });
        transfer.HasIndex(t => new { t.SenderId, t.Id });
        transfer.HasIndex(t => t.ToEmailHash);
        transfer.HasIndex(t => new { t.Status, t.ExpiresAt });
        transfer.Ignore(t => t.Amount);
        transfer.Ignore(t => t.IsWhole);
    }
}
