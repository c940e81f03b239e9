using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class TopUpsAndNotices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "top_up_card_id",
                table: "order_items",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "expiry_notice_days",
                table: "gift_card_settings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.AddColumn<long>(
                name: "expiry_notice_for",
                table: "cards",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "top_up_card_id",
                table: "order_items");

            migrationBuilder.DropColumn(
                name: "expiry_notice_days",
                table: "gift_card_settings");

            migrationBuilder.DropColumn(
                name: "expiry_notice_for",
                table: "cards");
        }
    }
}
