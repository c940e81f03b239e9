using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Refunds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "refunded_minor",
                table: "sandbox_payments",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "refunded_minor",
                table: "orders",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "refunds",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    card_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    charge_id = table.Column<Guid>(type: "uuid", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    commission_minor = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    failure = table.Column<string>(type: "text", nullable: true),
                    corrected_by = table.Column<Guid>(type: "uuid", nullable: true),
                    is_back_on_card = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refunds", x => new { x.merchant_id, x.id });
                    table.CheckConstraint("ck_refunds_parts", "amount_minor > 0 AND commission_minor >= 0 AND commission_minor <= amount_minor");
                });

            migrationBuilder.CreateTable(
                name: "sandbox_refunds",
                columns: table => new
                {
                    refund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_reference = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    failure = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sandbox_refunds", x => x.refund_id);
                    table.CheckConstraint("ck_sandbox_refunds_amount", "amount_minor > 0");
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_sandbox_payments_refunded",
                table: "sandbox_payments",
                sql: "refunded_minor >= 0 AND refunded_minor <= amount_minor");

            migrationBuilder.CreateIndex(
                name: "ix_sales_merchant_id_card_id",
                table: "sales",
                columns: new[] { "merchant_id", "card_id" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_orders_refunded",
                table: "orders",
                sql: "refunded_minor >= 0 AND refunded_minor <= total_minor");

            migrationBuilder.CreateIndex(
                name: "ix_refunds_merchant_id_card_id",
                table: "refunds",
                columns: new[] { "merchant_id", "card_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refunds_merchant_id_entry_id_charge_id",
                table: "refunds",
                columns: new[] { "merchant_id", "entry_id", "charge_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_refunds_order_id",
                table: "refunds",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_refunds_status_id",
                table: "refunds",
                columns: new[] { "status", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sandbox_refunds_payment_reference",
                table: "sandbox_refunds",
                column: "payment_reference");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "refunds");

            migrationBuilder.DropTable(
                name: "sandbox_refunds");

            migrationBuilder.DropCheckConstraint(
                name: "ck_sandbox_payments_refunded",
                table: "sandbox_payments");

            migrationBuilder.DropIndex(
                name: "ix_sales_merchant_id_card_id",
                table: "sales");

            migrationBuilder.DropCheckConstraint(
                name: "ck_orders_refunded",
                table: "orders");

            migrationBuilder.DropColumn(
                name: "refunded_minor",
                table: "sandbox_payments");

            migrationBuilder.DropColumn(
                name: "refunded_minor",
                table: "orders");
        }
    }
}
