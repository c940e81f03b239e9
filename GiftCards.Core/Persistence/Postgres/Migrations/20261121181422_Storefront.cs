using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GiftCards.Core.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Storefront : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "cover_id",
                table: "merchants",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "featured_at",
                table: "merchants",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "indexed_text",
                table: "merchants",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "popularity",
                table: "merchants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "price_rank",
                table: "merchants",
                type: "bigint",
                nullable: false,
                defaultValue: 9223372036854775807L);

            migrationBuilder.AddColumn<int>(
                name: "rating_count",
                table: "merchants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "rating_rank",
                table: "merchants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "rating_sum",
                table: "merchants",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "description",
                table: "merchant_services",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<bool>(
                name: "is_shown",
                table: "merchant_services",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<int>(
                name: "position",
                table: "merchant_services",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "catalogue_pieces",
                columns: table => new
                {
                    piece = table.Column<string>(type: "text", nullable: false),
                    word = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_pieces", x => new { x.piece, x.word });
                });

            migrationBuilder.CreateTable(
                name: "catalogue_words",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    word = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalogue_words", x => new { x.merchant_id, x.word });
                });

            migrationBuilder.CreateTable(
                name: "favourites",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_favourites", x => new { x.merchant_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "gallery_pictures",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_id = table.Column<Guid>(type: "uuid", nullable: false),
                    caption = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_gallery_pictures", x => new { x.merchant_id, x.file_id });
                });

            migrationBuilder.CreateTable(
                name: "merchant_locations",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    coordinates = table.Column<string>(type: "text", nullable: true),
                    position = table.Column<int>(type: "integer", nullable: false),
                    hours = table.Column<string>(type: "text", nullable: false),
                    exceptions = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merchant_locations", x => new { x.merchant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "review_reports",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    review_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reporter_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_review_reports", x => new { x.merchant_id, x.review_id, x.reporter_id });
                });

            migrationBuilder.CreateTable(
                name: "reviews",
                columns: table => new
                {
                    merchant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: false),
                    rating = table.Column<int>(type: "integer", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reply = table.Column<string>(type: "text", nullable: true),
                    replied_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reviews", x => new { x.merchant_id, x.id });
                    table.CheckConstraint("ck_reviews_rating", "rating BETWEEN 1 AND 5");
                });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_city",
                table: "merchants",
                columns: new[] { "status", "city" });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_created_at_slug",
                table: "merchants",
                columns: new[] { "status", "created_at", "slug" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_currency",
                table: "merchants",
                columns: new[] { "status", "currency" });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_featured_at",
                table: "merchants",
                columns: new[] { "status", "featured_at" });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_name_slug",
                table: "merchants",
                columns: new[] { "status", "name", "slug" });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_popularity_slug",
                table: "merchants",
                columns: new[] { "status", "popularity", "slug" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_price_rank_slug",
                table: "merchants",
                columns: new[] { "status", "price_rank", "slug" });

            migrationBuilder.CreateIndex(
                name: "ix_merchants_status_rating_rank_rating_count_slug",
                table: "merchants",
                columns: new[] { "status", "rating_rank", "rating_count", "slug" },
                descending: new[] { false, true, true, false });

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_pieces_word",
                table: "catalogue_pieces",
                column: "word");

            migrationBuilder.CreateIndex(
                name: "ix_catalogue_words_word_merchant_id",
                table: "catalogue_words",
                columns: new[] { "word", "merchant_id" });

            migrationBuilder.CreateIndex(
                name: "ix_favourites_user_id_created_at",
                table: "favourites",
                columns: new[] { "user_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_merchant_locations_city_merchant_id",
                table: "merchant_locations",
                columns: new[] { "city", "merchant_id" });

            migrationBuilder.CreateIndex(
                name: "ix_reviews_author_id",
                table: "reviews",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_reviews_merchant_id_author_id",
                table: "reviews",
                columns: new[] { "merchant_id", "author_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_reviews_merchant_id_status_id",
                table: "reviews",
                columns: new[] { "merchant_id", "status", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_reviews_reported_at",
                table: "reviews",
                column: "reported_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalogue_pieces");

            migrationBuilder.DropTable(
                name: "catalogue_words");

            migrationBuilder.DropTable(
                name: "favourites");

            migrationBuilder.DropTable(
                name: "gallery_pictures");

            migrationBuilder.DropTable(
                name: "merchant_locations");

            migrationBuilder.DropTable(
                name: "review_reports");

            migrationBuilder.DropTable(
                name: "reviews");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_city",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_created_at_slug",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_currency",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_featured_at",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_name_slug",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_popularity_slug",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_price_rank_slug",
                table: "merchants");

            migrationBuilder.DropIndex(
                name: "ix_merchants_status_rating_rank_rating_count_slug",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "cover_id",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "featured_at",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "indexed_text",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "popularity",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "price_rank",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "rating_count",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "rating_rank",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "rating_sum",
                table: "merchants");

            migrationBuilder.DropColumn(
                name: "description",
                table: "merchant_services");

            migrationBuilder.DropColumn(
                name: "is_shown",
                table: "merchant_services");

            migrationBuilder.DropColumn(
                name: "position",
                table: "merchant_services");
        }
    }
}
