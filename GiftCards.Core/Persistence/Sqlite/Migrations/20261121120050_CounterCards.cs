using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CounterCards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_postings_sides",
                table: "postings");

            migrationBuilder.AddColumn<Guid>(
                name: "counter_card_id",
                table: "postings",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_postings_merchant_id_counter_card_id",
                table: "postings",
                columns: new[] { "merchant_id", "counter_card_id" });

            migrationBuilder.AddCheckConstraint(
                name: "ck_postings_sides",
                table: "postings",
                sql: "debit <> credit OR card_id <> counter_card_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_postings_merchant_id_counter_card_id",
                table: "postings");

            migrationBuilder.DropCheckConstraint(
                name: "ck_postings_sides",
                table: "postings");

            migrationBuilder.DropColumn(
                name: "counter_card_id",
                table: "postings");

            migrationBuilder.AddCheckConstraint(
                name: "ck_postings_sides",
                table: "postings",
                sql: "debit <> credit");
        }
    }
}
