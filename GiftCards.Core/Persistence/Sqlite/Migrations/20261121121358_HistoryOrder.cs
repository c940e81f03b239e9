using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class HistoryOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_card_transactions_merchant_id_card_id_at",
                table: "card_transactions");

            migrationBuilder.AddColumn<int>(
                name: "version_after",
                table: "card_transactions",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            // Rows from before are numbered by their ids, which are ordered by time. The trigger comes back with the DatabaseRules.
            migrationBuilder.Sql("DROP TRIGGER IF EXISTS card_transactions_no_update;");
            migrationBuilder.Sql(
                """
                UPDATE card_transactions SET version_after = o.place FROM (
                    SELECT merchant_id, id, ROW_NUMBER() OVER (PARTITION BY merchant_id, card_id ORDER BY id) - 1 AS place
                    FROM card_transactions) o
                WHERE o.merchant_id = card_transactions.merchant_id AND o.id = card_transactions.id;
                UPDATE cards SET version = t.last FROM (
                    SELECT merchant_id, card_id, MAX(version_after) AS last
                    FROM card_transactions GROUP BY merchant_id, card_id) t
                WHERE t.merchant_id = cards.merchant_id AND t.card_id = cards.id AND cards.version < t.last;
                """);

            migrationBuilder.CreateIndex(
                name: "ix_card_transactions_merchant_id_card_id_version_after",
                table: "card_transactions",
                columns: new[] { "merchant_id", "card_id", "version_after" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_card_transactions_merchant_id_card_id_version_after",
                table: "card_transactions");

            migrationBuilder.DropColumn(
                name: "version_after",
                table: "card_transactions");

            migrationBuilder.CreateIndex(
                name: "ix_card_transactions_merchant_id_card_id_at",
                table: "card_transactions",
                columns: new[] { "merchant_id", "card_id", "at" });
        }
    }
}
