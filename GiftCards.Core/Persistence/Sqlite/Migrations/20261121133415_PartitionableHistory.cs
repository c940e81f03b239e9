using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class PartitionableHistory : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_card_transactions_card_id_version_after",
                table: "card_transactions");

            migrationBuilder.CreateIndex(
                name: "ix_card_transactions_card_id_version_after_merchant_id",
                table: "card_transactions",
                columns: new[] { "card_id", "version_after", "merchant_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_card_transactions_card_id_version_after_merchant_id",
                table: "card_transactions");

            migrationBuilder.CreateIndex(
                name: "ix_card_transactions_card_id_version_after",
                table: "card_transactions",
                columns: new[] { "card_id", "version_after" },
                unique: true);
        }
    }
}
