using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CommissionRules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "terms",
                table: "sales",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_goodwill",
                table: "refunds",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "terms",
                table: "orders",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "commission_defaults",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    rate_parts_per_million = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_commission_defaults", x => x.id);
                    table.CheckConstraint("ck_commission_defaults_rate", "id = 1 AND rate_parts_per_million BETWEEN 0 AND 1000000");
                });

            migrationBuilder.CreateTable(
                name: "commission_rules",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    category = table.Column<string>(type: "text", nullable: true),
                    only_merchant = table.Column<Guid>(type: "uuid", nullable: true),
                    currency = table.Column<string>(type: "text", nullable: true),
                    volume_minor = table.Column<long>(type: "bigint", nullable: true),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    rate_parts_per_million = table.Column<int>(type: "integer", nullable: false),
                    fixed_minor = table.Column<long>(type: "bigint", nullable: false),
                    minimum_minor = table.Column<long>(type: "bigint", nullable: true),
                    maximum_minor = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_commission_rules", x => x.id);
                    table.CheckConstraint("ck_commission_rules_amounts", "rate_parts_per_million BETWEEN 0 AND 1000000 AND fixed_minor >= 0 AND minimum_minor >= 0 AND maximum_minor >= COALESCE(minimum_minor, 0)");
                });

            migrationBuilder.CreateTable(
                name: "redemption_commissions",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    gross_minor = table.Column<long>(type: "bigint", nullable: false),
                    commission_minor = table.Column<long>(type: "bigint", nullable: false),
                    terms = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_redemption_commissions", x => new { x.merchant_id, x.entry_id });
                    table.CheckConstraint("ck_redemption_commissions_parts", "gross_minor > 0 AND commission_minor >= 0 AND commission_minor <= gross_minor");
                });

            migrationBuilder.CreateIndex(
                name: "ix_commission_rules_ended_at_position",
                table: "commission_rules",
                columns: new[] { "ended_at", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_redemption_commissions_merchant_id_at",
                table: "redemption_commissions",
                columns: new[] { "merchant_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "commission_defaults");

            migrationBuilder.DropTable(
                name: "commission_rules");

            migrationBuilder.DropTable(
                name: "redemption_commissions");

            migrationBuilder.DropColumn(
                name: "terms",
                table: "sales");

            migrationBuilder.DropColumn(
                name: "is_goodwill",
                table: "refunds");

            migrationBuilder.DropColumn(
                name: "terms",
                table: "orders");
        }
    }
}
