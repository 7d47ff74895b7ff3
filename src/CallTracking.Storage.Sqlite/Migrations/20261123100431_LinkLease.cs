using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallTracking.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    internal sealed partial class LinkLease : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "lease",
                table: "ct_links",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "lease",
                table: "ct_links");
        }
    }
}
