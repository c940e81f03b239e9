using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
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
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "removed_at",
                table: "staff",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "shift_days",
                table: "staff",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "shift_from",
                table: "staff",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "shift_until",
                table: "staff",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<Guid>(
                name: "replaced_by",
                table: "api_keys",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "api_key_days",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key_id = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    calls = table.Column<long>(type: "bigint", nullable: false),
                    refusals = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_key_days", x => new { x.merchant_id, x.key_id, x.day });
                });

            migrationBuilder.CreateTable(
                name: "invitations",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    email = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: false),
                    email_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    invited_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sendings = table.Column<int>(type: "integer", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    accepted_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_invitations", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "role_grants",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    permissions = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
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
