using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class WhatCameBack : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "converted_at",
                table: "payouts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "converted_currency",
                table: "payouts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "converted_minor",
                table: "payouts",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "converted_rate",
                table: "payouts",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "returned_minor",
                table: "payouts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "converted_at",
                table: "booked_fees",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "converted_currency",
                table: "booked_fees",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "converted_minor",
                table: "booked_fees",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "converted_rate",
                table: "booked_fees",
                type: "text",
                nullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "ck_payouts_returned",
                table: "payouts",
                sql: "returned_minor >= 0 AND returned_minor <= amount_minor");

            // Until now a payout came back as a whole.
            migrationBuilder.Sql("UPDATE payouts SET returned_minor = amount_minor WHERE status = 'returned'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_payouts_returned",
                table: "payouts");

            migrationBuilder.DropColumn(
                name: "converted_at",
                table: "payouts");

            migrationBuilder.DropColumn(
                name: "converted_currency",
                table: "payouts");

            migrationBuilder.DropColumn(
                name: "converted_minor",
                table: "payouts");

            migrationBuilder.DropColumn(
                name: "converted_rate",
                table: "payouts");

            migrationBuilder.DropColumn(
                name: "returned_minor",
                table: "payouts");

            migrationBuilder.DropColumn(
                name: "converted_at",
                table: "booked_fees");

            migrationBuilder.DropColumn(
                name: "converted_currency",
                table: "booked_fees");

            migrationBuilder.DropColumn(
                name: "converted_minor",
                table: "booked_fees");

            migrationBuilder.DropColumn(
                name: "converted_rate",
                table: "booked_fees");
        }
    }
}
