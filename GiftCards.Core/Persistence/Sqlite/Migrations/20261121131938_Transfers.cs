using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Transfers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "giver_name",
                table: "cards",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "passed_on_at",
                table: "cards",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "transfers",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    amount_minor = table.Column<long>(type: "INTEGER", nullable: true),
                    sender_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sender_name = table.Column<string>(type: "TEXT", nullable: false),
                    to_email = table.Column<string>(type: "TEXT", nullable: true),
                    to_email_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    language = table.Column<string>(type: "TEXT", nullable: false),
                    claim_code_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    encrypted_claim_code = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    started_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    claimed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    claimed_card_id = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transfers", x => new { x.merchant_id, x.id });
                    table.CheckConstraint("ck_transfers_amount", "amount_minor IS NULL OR amount_minor > 0");
                });

            migrationBuilder.CreateIndex(
                name: "ix_transfers_claim_code_hash",
                table: "transfers",
                column: "claim_code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_transfers_merchant_id_card_id_status",
                table: "transfers",
                columns: new[] { "merchant_id", "card_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_transfers_merchant_id_started_by",
                table: "transfers",
                columns: new[] { "merchant_id", "started_by" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_transfers_sender_id_id",
                table: "transfers",
                columns: new[] { "sender_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_transfers_status_expires_at",
                table: "transfers",
                columns: new[] { "status", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_transfers_to_email_hash",
                table: "transfers",
                column: "to_email_hash");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "transfers");

            migrationBuilder.DropColumn(
                name: "giver_name",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "passed_on_at",
                table: "cards");
        }
    }
}
