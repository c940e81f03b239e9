using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Onboarding : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "contact_name",
                table: "merchants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "coordinates",
                table: "merchants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "logo_id",
                table: "merchants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mail_look",
                table: "merchants",
                type: "TEXT",
                nullable: false,
                defaultValue: "band");

            migrationBuilder.AddColumn<string>(
                name: "size",
                table: "merchants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "business_records",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    legal_name = table.Column<string>(type: "TEXT", nullable: false),
                    tax_id = table.Column<string>(type: "TEXT", nullable: false),
                    registration_number = table.Column<string>(type: "TEXT", nullable: false),
                    tax_id_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_business_records", x => x.merchant_id);
                });

            migrationBuilder.CreateTable(
                name: "file_contents",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    file_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_contents", x => new { x.merchant_id, x.file_id });
                });

            migrationBuilder.CreateTable(
                name: "files",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    uploaded_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    size = table.Column<int>(type: "INTEGER", nullable: false),
                    width = table.Column<int>(type: "INTEGER", nullable: true),
                    height = table.Column<int>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_files", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "merchant_decisions",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    decided_by = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merchant_decisions", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "onboardings",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    started_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    details_at = table.Column<long>(type: "INTEGER", nullable: false),
                    programme_at = table.Column<long>(type: "INTEGER", nullable: true),
                    redeeming_at = table.Column<long>(type: "INTEGER", nullable: true),
                    branding_at = table.Column<long>(type: "INTEGER", nullable: true),
                    launched_at = table.Column<long>(type: "INTEGER", nullable: true),
                    redeeming_way = table.Column<string>(type: "TEXT", nullable: false),
                    terms_version = table.Column<string>(type: "TEXT", nullable: true),
                    terms_accepted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    terms_accepted_by = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_onboardings", x => x.merchant_id);
                });

            migrationBuilder.CreateTable(
                name: "verification_checks",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    outcome = table.Column<string>(type: "TEXT", nullable: false),
                    why = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verification_checks", x => new { x.merchant_id, x.name });
                });

            migrationBuilder.CreateTable(
                name: "webhook_endpoints",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: false),
                    secret = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    tested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    test_status = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_webhook_endpoints", x => x.merchant_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_business_records_tax_id_hash",
                table: "business_records",
                column: "tax_id_hash");

            migrationBuilder.CreateIndex(
                name: "ix_files_id",
                table: "files",
                column: "id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_files_uploaded_by_kind",
                table: "files",
                columns: new[] { "uploaded_by", "kind" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "business_records");

            migrationBuilder.DropTable(
                name: "file_contents");

            migrationBuilder.DropTable(
                name: "files");

            migrationBuilder.DropTable(
                name: "merchant_decisions");

            migrationBuilder.DropTable(
                name: "onboardings");

            migrationBuilder.DropTable(
                name: "verification_checks");

            migrationBuilder.DropTable(
                name: "webhook_endpoints");

            migrationBuilder.DropColumn(
                name: "contact_name",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "coordinates",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "logo_id",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "mail_look",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "size",
                table: "merchants");
        }
    }
}
