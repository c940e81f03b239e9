using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ProviderClearing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "booked_fees",
                columns: table => new
                {
                    reference = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booked_fees", x => x.reference);
                    table.CheckConstraint("ck_booked_fees_amount", "amount_minor >= 0");
                });

            migrationBuilder.CreateTable(
                name: "provider_events",
                columns: table => new
                {
                    provider = table.Column<string>(type: "text", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    arrival = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    happened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    followed_up_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deliveries = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_events", x => new { x.provider, x.id });
                });

            migrationBuilder.CreateTable(
                name: "unmatched_payments",
                columns: table => new
                {
                    reference = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    order_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    refund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: true),
                    book = table.Column<Guid>(type: "uuid", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unmatched_payments", x => x.reference);
                    table.CheckConstraint("ck_unmatched_payments_amount", "amount_minor > 0");
                });

            migrationBuilder.CreateIndex(
                name: "ix_booked_fees_order_id",
                table: "booked_fees",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_arrival",
                table: "provider_events",
                column: "arrival",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_outcome_arrival",
                table: "provider_events",
                columns: new[] { "outcome", "arrival" });

            migrationBuilder.CreateIndex(
                name: "ix_provider_events_received_at",
                table: "provider_events",
                column: "received_at");

            migrationBuilder.CreateIndex(
                name: "ix_unmatched_payments_refund_id",
                table: "unmatched_payments",
                column: "refund_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_unmatched_payments_status_refund_id",
                table: "unmatched_payments",
                columns: new[] { "status", "refund_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "booked_fees");

            migrationBuilder.DropTable(
                name: "provider_events");

            migrationBuilder.DropTable(
                name: "unmatched_payments");
        }
    }
}
