using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CardOperations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "adjustment_limit_minor",
                table: "gift_card_settings",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "spent_minor",
                table: "cards",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "expires_after",
                table: "card_transactions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_used_after",
                table: "card_transactions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "approvals",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    card_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    requested_by = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_approvals", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "holds",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    card_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount_minor = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    placed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_holds", x => new { x.merchant_id, x.id });
                    table.CheckConstraint("ck_holds_amount", "amount_minor > 0");
                });

            migrationBuilder.CreateIndex(
                name: "ix_journal_entries_merchant_id_corrects",
                table: "journal_entries",
                columns: new[] { "merchant_id", "corrects" });

            migrationBuilder.CreateIndex(
                name: "ix_approvals_merchant_id_status",
                table: "approvals",
                columns: new[] { "merchant_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_holds_merchant_id_card_id_status",
                table: "holds",
                columns: new[] { "merchant_id", "card_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_holds_merchant_id_placed_by",
                table: "holds",
                columns: new[] { "merchant_id", "placed_by" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_holds_status_expires_at",
                table: "holds",
                columns: new[] { "status", "expires_at" });

            // Cards that were used before this column existed.
            migrationBuilder.Sql(
                """
                UPDATE cards SET spent_minor = COALESCE((
                    SELECT -SUM(t.amount_minor) FROM card_transactions t
                    WHERE t.merchant_id = cards.merchant_id AND t.card_id = cards.id AND t.type = 'redeem'), 0)
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "approvals");

            migrationBuilder.DropTable(
                name: "holds");

            migrationBuilder.DropIndex(
                name: "ix_journal_entries_merchant_id_corrects",
                table: "journal_entries");

            migrationBuilder.DropColumn(
                name: "adjustment_limit_minor",
                table: "gift_card_settings");

            migrationBuilder.DropColumn(
                name: "spent_minor",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "expires_after",
                table: "card_transactions");

            migrationBuilder.DropColumn(
                name: "last_used_after",
                table: "card_transactions");
        }
    }
}
