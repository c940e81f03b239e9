using GiftCards.Core.Clearing;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class UnmatchedPaymentConfiguration : IEntityTypeConfiguration<UnmatchedPayment>
{
    public void Configure(EntityTypeBuilder<UnmatchedPayment> payment)
    {
        payment.ToTable("UnmatchedPayments", table =>
            table.HasCheckConstraint("ck_unmatched_payments_amount", "amount_minor > 0"));
        payment.HasKey(p => p.Reference);
        payment.HasIndex(p => p.RefundId).IsUnique();
        payment.HasIndex(p => new { p.Status, p.RefundId });
        payment.Ignore(p => p.Amount);
    }
}

internal sealed class BookedFeeConfiguration : IEntityTypeConfiguration<BookedFee>
{
    public void Configure(EntityTypeBuilder<BookedFee> fee)
    {
        fee.ToTable("BookedFees", table =>
            table.HasCheckConstraint("ck_booked_fees_amount", "amount_minor >= 0"));
        fee.HasKey(f => f.Reference);
        fee.HasIndex(f => f.OrderId);
        fee.Ignore(f => f.Conversion);
    }
}

internal sealed class ProviderEventConfiguration : IEntityTypeConfiguration<ProviderEvent>
{
    public void Configure(EntityTypeBuilder<ProviderEvent> happened)
    {
        happened.ToTable("ProviderEvents");
        happened.HasKey(e => new { e.Provider, e.Id });
        happened.HasIndex(e => e.Arrival).IsUnique();
        happened.HasIndex(e => new { e.Outcome, e.Arrival });
        happened.HasIndex(e => e.ReceivedAt);
    }
}

internal sealed class PaymentCustomerConfiguration : IEntityTypeConfiguration<PaymentCustomer>
{
    public void Configure(EntityTypeBuilder<PaymentCustomer> customer)
    {
        customer.ToTable("PaymentCustomers");
        customer.HasKey(c => new { c.UserId, c.Provider });
    }
}
