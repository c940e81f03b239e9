using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class PlatformCards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_postings_merchant_id_card_id",
                table: "postings");

            migrationBuilder.DropIndex(
                name: "ix_holds_merchant_id_card_id_status",
                table: "holds");

            migrationBuilder.DropIndex(
                name: "ix_card_transactions_merchant_id_card_id_version_after",
                table: "card_transactions");

            migrationBuilder.AddColumn<Guid>(
                name: "card_merchant_id",
                table: "holds",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<string>(
                name: "currency",
                table: "gift_card_settings",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.Sql("UPDATE holds SET card_merchant_id = merchant_id");
            migrationBuilder.Sql("""
                UPDATE gift_card_settings SET currency =
                    (SELECT m.currency FROM merchants m WHERE m.id = gift_card_settings.merchant_id)
                """);

            migrationBuilder.DropPrimaryKey(
                name: "pk_gift_card_settings",
                table: "gift_card_settings");

            migrationBuilder.AddPrimaryKey(
                name: "pk_gift_card_settings",
                table: "gift_card_settings",
                columns: new[] { "merchant_id", "currency" });

            migrationBuilder.CreateIndex(
                name: "ix_postings_card_id",
                table: "postings",
                column: "card_id");

            migrationBuilder.CreateIndex(
                name: "ix_holds_card_id_status",
                table: "holds",
                columns: new[] { "card_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_card_transactions_card_id_version_after",
                table: "card_transactions",
                columns: new[] { "card_id", "version_after" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_postings_card_id",
                table: "postings");

            migrationBuilder.DropIndex(
                name: "ix_holds_card_id_status",
                table: "holds");

            migrationBuilder.DropPrimaryKey(
                name: "pk_gift_card_settings",
                table: "gift_card_settings");

            migrationBuilder.DropIndex(
                name: "ix_card_transactions_card_id_version_after",
                table: "card_transactions");

            migrationBuilder.DropColumn(
                name: "card_merchant_id",
                table: "holds");

            migrationBuilder.DropColumn(
                name: "currency",
                table: "gift_card_settings");

            migrationBuilder.AddPrimaryKey(
                name: "pk_gift_card_settings",
                table: "gift_card_settings",
                column: "merchant_id");

            migrationBuilder.CreateIndex(
                name: "ix_postings_merchant_id_card_id",
                table: "postings",
                columns: new[] { "merchant_id", "card_id" });

            migrationBuilder.CreateIndex(
                name: "ix_holds_merchant_id_card_id_status",
                table: "holds",
                columns: new[] { "merchant_id", "card_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_card_transactions_merchant_id_card_id_version_after",
                table: "card_transactions",
                columns: new[] { "merchant_id", "card_id", "version_after" },
                unique: true);
        }
    }
}
