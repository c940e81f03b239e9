using GiftCards.Core.Settlement;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class BankAccountConfiguration : IEntityTypeConfiguration<BankAccount>
{
    public void Configure(EntityTypeBuilder<BankAccount> account)
    {
        account.ToTable("BankAccounts");
        account.HasKey(a => new { a.MerchantId, a.Id });
        account.HasIndex(a => a.MerchantId).IsUnique().HasFilter("replaced_at IS NULL");
        account.HasIndex(a => new { a.Status, a.Id });
        account.Ignore(a => a.Details);
    }
}

internal sealed class PayoutPlanConfiguration : IEntityTypeConfiguration<PayoutPlan>
{
    public void Configure(EntityTypeBuilder<PayoutPlan> plan)
    {
        plan.ToTable("PayoutPlans");
        plan.HasKey(p => p.MerchantId);
    }
}

internal sealed class PayoutConfiguration : IEntityTypeConfiguration<Payout>
{
    public void Configure(EntityTypeBuilder<Payout> payout)
    {
        payout.ToTable("Payouts", table =>
        {
            table.HasCheckConstraint(
                "ck_payouts_parts",
                "amount_minor > 0 AND carried_minor + entries_minor - held_back_minor = amount_minor");
            table.HasCheckConstraint("ck_payouts_returned", "returned_minor >= 0 AND returned_minor <= amount_minor");
        });
        payout.HasKey(p => new { p.MerchantId, p.Id });
        payout.HasIndex(p => new { p.MerchantId, p.Period }).IsUnique();
        payout.HasIndex(p => new { p.Status, p.Id });
        payout.HasIndex(p => p.BankFileId);
        payout.Ignore(p => p.Amount);
        payout.Ignore(p => p.Returned);
        payout.Ignore(p => p.Conversion);
        payout.Ignore(p => p.IsLive);
    }
}

internal sealed class PayoutEntryConfiguration : IEntityTypeConfiguration<PayoutEntry>
{
    public void Configure(EntityTypeBuilder<PayoutEntry> entry)
    {
        entry.ToTable("PayoutEntries");
        entry.HasKey(e => new { e.MerchantId, e.PayoutId, e.EntryId });
        entry.HasIndex(e => new { e.MerchantId, e.EntryId }).IsUnique().HasFilter("NOT is_released");
    }
}

internal sealed class BankFileConfiguration : IEntityTypeConfiguration<BankFile>
{
    public void Configure(EntityTypeBuilder<BankFile> file)
    {
        file.ToTable("BankFiles");
        file.HasKey(f => new { f.MerchantId, f.Id });
    }
}

internal sealed class ConnectAccountConfiguration : IEntityTypeConfiguration<ConnectAccount>
{
    public void Configure(EntityTypeBuilder<ConnectAccount> account)
    {
        account.ToTable("ConnectAccounts");
        account.HasKey(a => a.MerchantId);
        account.HasIndex(a => a.AccountId).IsUnique();
    }
}
