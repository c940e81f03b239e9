using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
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
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    card_id = table.Column<Guid>(type: "uuid", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    problem = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card_batch_rows", x => new { x.merchant_id, x.batch_id, x.position });
                });

            migrationBuilder.CreateTable(
                name: "card_batches",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    card_count = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
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
