using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class TeamsAndKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "location",
                table: "staff",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "removed_at",
                table: "staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "shift_days",
                table: "staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "shift_from",
                table: "staff",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "shift_until",
                table: "staff",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "replaced_by",
                table: "api_keys",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "api_key_days",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    calls = table.Column<long>(type: "INTEGER", nullable: false),
                    refusals = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key_days", x => new { x.merchant_id, x.key_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", maxLength: 1024, nullable: false),
                    email_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    invited_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sendings = table.Column<int>(type: "INTEGER", nullable: false),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    accepted_by = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "role_grants",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    role = table.Column<string>(type: "TEXT", nullable: false),
                    permissions = table.Column<int>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_grants", x => new { x.merchant_id, x.role });
                });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_merchant_id_email_hash",
                table: "invitations",
                columns: new[] { "merchant_id", "email_hash" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_token_hash",
                table: "invitations",
                column: "token_hash",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_key_days");

            migrationBuilder.DropTable(
                name: "invitations");

            migrationBuilder.DropTable(
                name: "role_grants");

            migrationBuilder.DropColumn(
                name: "location",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "removed_at",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "shift_days",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "shift_from",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "shift_until",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "replaced_by",
                table: "api_keys");
        }
    }
}
