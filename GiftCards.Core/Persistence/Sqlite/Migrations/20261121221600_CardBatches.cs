using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CardBatches : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "card_batch_rows",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    batch_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    problem = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card_batch_rows", x => new { x.merchant_id, x.batch_id, x.position });
                });

            migrationBuilder.CreateTable(
                name: "card_batches",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    action = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    created_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    card_count = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card_batches", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_card_batch_rows_merchant_id_batch_id_state",
                table: "card_batch_rows",
                columns: new[] { "merchant_id", "batch_id", "state" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "card_batch_rows");

            migrationBuilder.DropTable(
                name: "card_batches");
        }
    }
}
