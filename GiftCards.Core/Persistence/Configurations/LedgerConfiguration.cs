using GiftCards.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class JournalEntryConfiguration : IEntityTypeConfiguration<JournalEntry>
{
    public void Configure(EntityTypeBuilder<JournalEntry> entry)
    {
        entry.ToTable("JournalEntries");
        entry.HasKey(e => new { e.MerchantId, e.Id });
        entry.HasIndex(e => new { e.MerchantId, e.At });
        entry.HasIndex(e => e.OrderId);
        entry.HasIndex(e => new { e.MerchantId, e.Corrects });
        entry.HasMany(e => e.Postings).WithOne().HasForeignKey(p => new { p.MerchantId, p.EntryId });
        entry.HasMany(e => e.Transactions).WithOne().HasForeignKey(t => new { t.MerchantId, t.EntryId });
    }
}

internal sealed class PostingConfiguration : IEntityTypeConfiguration<Posting>
{
    public void Configure(EntityTypeBuilder<Posting> posting)
    {
        posting.ToTable("Postings", table =>
        {
            table.HasCheckConstraint("ck_postings_amount", "amount_minor > 0");
            table.HasCheckConstraint("ck_postings_sides", "debit <> credit OR card_id <> counter_card_id");
        });
        posting.HasKey(p => new { p.MerchantId, p.EntryId, p.Line });
        posting.HasIndex(p => p.CardId);
        posting.HasIndex(p => new { p.MerchantId, p.CounterCardId });
        posting.HasIndex(p => new { p.Book, p.Currency });
    }
}

internal sealed class CardTransactionConfiguration : IEntityTypeConfiguration<CardTransaction>
{
    public void Configure(EntityTypeBuilder<CardTransaction> transaction)
    {
        transaction.ToTable("CardTransactions");
        transaction.HasKey(t => new { t.MerchantId, t.Id });

        // The merchant is part of it so that the table can be split by merchant.
        transaction.HasIndex(t => new { t.CardId, t.VersionAfter, t.MerchantId }).IsUnique();
        transaction.HasIndex(t => new { t.MerchantId, t.At });
    }
}

internal sealed class DailyCloseConfiguration : IEntityTypeConfiguration<DailyClose>
{
    public void Configure(EntityTypeBuilder<DailyClose> close)
    {
        close.ToTable("DailyCloses");
        close.HasKey(c => c.Day);
        close.HasMany(c => c.Totals).WithOne().HasForeignKey(t => t.Day);
    }
}

internal sealed class DailyCloseTotalConfiguration : IEntityTypeConfiguration<DailyCloseTotal>
{
    public void Configure(EntityTypeBuilder<DailyCloseTotal> total)
    {
        total.ToTable("DailyCloseTotals");
        total.HasKey(t => new { t.Day, t.Book, t.Account, t.Currency });
    }
}

internal sealed class LedgerCheckConfiguration : IEntityTypeConfiguration<LedgerCheck>
{
    public void Configure(EntityTypeBuilder<LedgerCheck> check)
    {
        check.ToTable("LedgerChecks");
        check.HasKey(c => c.Id);
        check.HasIndex(c => c.At);
        check.HasMany(c => c.Findings).WithOne().HasForeignKey(f => f.CheckId);
    }
}

internal sealed class LedgerCheckFindingConfiguration : IEntityTypeConfiguration<LedgerCheckFinding>
{
    public void Configure(EntityTypeBuilder<LedgerCheckFinding> finding)
    {
        finding.ToTable("LedgerCheckFindings");
        finding.HasKey(f => new { f.CheckId, f.Line });
    }
}

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> record)
    {
        record.ToTable("IdempotencyRecords");
        record.HasKey(r => new { r.Scope, r.Operation, r.Key });
        record.HasIndex(r => r.At);
    }
}
