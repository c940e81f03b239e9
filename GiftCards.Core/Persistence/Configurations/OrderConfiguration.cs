using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GiftCards.Core.Persistence.Configurations;

internal sealed class OrderConfiguration : IEntityTypeConfiguration<Order>
{
    public void Configure(EntityTypeBuilder<Order> order)
    {
        order.ToTable("Orders", table =>
        {
            table.HasCheckConstraint("ck_orders_total", "total_minor > 0");
            table.HasCheckConstraint("ck_orders_refunded", "refunded_minor >= 0 AND refunded_minor <= total_minor");
        });
        order.HasKey(o => new { o.MerchantId, o.Id });
        order.HasIndex(o => o.Id);
        order.HasIndex(o => o.AccessTokenHash).IsUnique();
        order.HasIndex(o => o.UserId);
        order.HasIndex(o => o.PaymentReference);
        order.HasIndex(o => o.PurchaserEmailHash);
        order.HasIndex(o => new { o.Status, o.PayBy });
        order.HasIndex(o => new { o.MerchantId, o.CreatedAt });
        order.HasMany(o => o.Items).WithOne().HasForeignKey(i => new { i.MerchantId, i.OrderId });
        order.Ignore(o => o.Total);
        order.Ignore(o => o.Refunded);
        order.Ignore(o => o.IsOpen);
    }
}

internal sealed class OrderItemConfiguration : IEntityTypeConfiguration<OrderItem>
{
    public void Configure(EntityTypeBuilder<OrderItem> item)
    {
        item.ToTable("OrderItems");
        item.Ignore(i => i.PaidMinor);
        item.HasKey(i => new { i.MerchantId, i.OrderId, i.Line });
    }
}

internal sealed class SaleConfiguration : IEntityTypeConfiguration<Sale>
{
    public void Configure(EntityTypeBuilder<Sale> sale)
    {
        sale.ToTable("Sales", table => table.HasCheckConstraint(
            "ck_sales_parts", "gross_minor = commission_minor + net_minor AND commission_minor >= 0 AND net_minor >= 0"));
        sale.HasKey(s => new { s.MerchantId, s.EntryId });
        sale.HasIndex(s => new { s.MerchantId, s.At });
        sale.HasIndex(s => new { s.MerchantId, s.CardId });
        sale.HasIndex(s => s.OrderId);
        sale.HasIndex(s => s.At);
    }
}

internal sealed class SandboxPaymentConfiguration : IEntityTypeConfiguration<SandboxPayment>
{
    public void Configure(EntityTypeBuilder<SandboxPayment> payment)
    {
        payment.ToTable("SandboxPayments", table => table.HasCheckConstraint(
            "ck_sandbox_payments_refunded", "refunded_minor >= 0 AND refunded_minor <= amount_minor"));
        payment.HasKey(p => p.Reference);
        payment.HasIndex(p => p.OrderId).IsUnique();
    }
}

internal sealed class SandboxRefundConfiguration : IEntityTypeConfiguration<SandboxRefund>
{
    public void Configure(EntityTypeBuilder<SandboxRefund> refund)
    {
        refund.ToTable("SandboxRefunds", table =>
            table.HasCheckConstraint("ck_sandbox_refunds_amount", "amount_minor > 0"));
        refund.HasKey(r => r.RefundId);
        refund.HasIndex(r => r.PaymentReference);
    }
}

internal sealed class SandboxDisputeConfiguration : IEntityTypeConfiguration<SandboxDispute>
{
    public void Configure(EntityTypeBuilder<SandboxDispute> dispute)
    {
        dispute.ToTable("SandboxDisputes", table =>
            table.HasCheckConstraint("ck_sandbox_disputes_amount", "amount_minor > 0 AND fee_minor >= 0"));
        dispute.HasKey(d => d.Reference);
        dispute.HasIndex(d => d.PaymentReference);
    }
}
