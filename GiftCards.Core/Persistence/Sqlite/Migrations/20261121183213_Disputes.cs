using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Disputes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "disputed_cards",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    dispute_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    root_card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    taken_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputed_cards", x => new { x.merchant_id, x.dispute_id, x.card_id });
                });

            migrationBuilder.CreateTable(
                name: "disputed_charges",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    dispute_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    charge_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    order_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    commission_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputed_charges", x => new { x.merchant_id, x.dispute_id, x.charge_id });
                });

            migrationBuilder.CreateTable(
                name: "disputes",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    order_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    provider_reference = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    reserved_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    commission_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    fee_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    fee_currency = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    evidence_due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    opening_entry_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closing_entry_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    loss_minor = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disputes", x => new { x.merchant_id, x.id });
                    table.CheckConstraint("ck_disputes_parts", "amount_minor > 0 AND reserved_minor >= 0 AND reserved_minor <= amount_minor AND commission_minor >= 0 AND fee_minor >= 0 AND loss_minor >= 0 AND loss_minor <= amount_minor");
                });

            migrationBuilder.CreateTable(
                name: "sandbox_disputes",
                columns: table => new
                {
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    payment_reference = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    fee_minor = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    told = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sandbox_disputes", x => x.reference);
                    table.CheckConstraint("ck_sandbox_disputes_amount", "amount_minor > 0 AND fee_minor >= 0");
                });

            migrationBuilder.CreateIndex(
                name: "ix_orders_payment_reference",
                table: "orders",
                column: "payment_reference");

            migrationBuilder.CreateIndex(
                name: "ix_disputed_cards_merchant_id_card_id",
                table: "disputed_cards",
                columns: new[] { "merchant_id", "card_id" });

            migrationBuilder.CreateIndex(
                name: "ix_disputed_charges_merchant_id_card_id",
                table: "disputed_charges",
                columns: new[] { "merchant_id", "card_id" });

            migrationBuilder.CreateIndex(
                name: "ix_disputed_charges_merchant_id_order_id",
                table: "disputed_charges",
                columns: new[] { "merchant_id", "order_id" });

            migrationBuilder.CreateIndex(
                name: "ix_disputes_id",
                table: "disputes",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_order_id",
                table: "disputes",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_disputes_provider_provider_reference",
                table: "disputes",
                columns: new[] { "provider", "provider_reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_disputes_status_id",
                table: "disputes",
                columns: new[] { "status", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_sandbox_disputes_payment_reference",
                table: "sandbox_disputes",
                column: "payment_reference");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "disputed_cards");

            migrationBuilder.DropTable(
                name: "disputed_charges");

            migrationBuilder.DropTable(
                name: "disputes");

            migrationBuilder.DropTable(
                name: "sandbox_disputes");

            migrationBuilder.DropIndex(
                name: "ix_orders_payment_reference",
                table: "orders");
        }
    }
}
