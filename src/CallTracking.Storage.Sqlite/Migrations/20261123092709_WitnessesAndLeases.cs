using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallTracking.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    internal sealed partial class WitnessesAndLeases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "families",
                table: "ct_calls",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            // The key is the whole row: without a row id there is one tree to write and not two. EF Core has no word for it.
            migrationBuilder.Sql(
                """
                CREATE TABLE "ct_call_families" (
                    "tenant" TEXT NOT NULL,
                    "link" TEXT NOT NULL,
                    "family" TEXT NOT NULL,
                    "started_at" INTEGER NOT NULL,
                    "call_id" BLOB NOT NULL,
                    CONSTRAINT "PK_ct_call_families" PRIMARY KEY ("tenant", "link", "family", "started_at", "call_id")
                ) WITHOUT ROWID;
                """);

            migrationBuilder.CreateTable(
                name: "ct_gaps",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    to_at = table.Column<long>(type: "INTEGER", nullable: true),
                    cause = table.Column<int>(type: "INTEGER", nullable: false),
                    restored = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_gaps", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_leases",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    holder = table.Column<string>(type: "TEXT", nullable: true),
                    until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_leases", x => new { x.tenant, x.link });
                });

            migrationBuilder.CreateTable(
                name: "ct_quarantine",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    seq = table.Column<long>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<long>(type: "INTEGER", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: false),
                    @event = table.Column<byte[]>(name: "event", type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_quarantine", x => new { x.tenant, x.link, x.epoch, x.seq, x.ordinal, x.number });
                });

            migrationBuilder.CreateTable(
                name: "ct_records",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 256, nullable: false),
                    family = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    record = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_records", x => new { x.tenant, x.link, x.key });
                });

            migrationBuilder.CreateIndex(
                name: "ix_ct_gaps_from",
                table: "ct_gaps",
                columns: new[] { "tenant", "from_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_gaps_link",
                table: "ct_gaps",
                columns: new[] { "tenant", "link", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_records_call",
                table: "ct_records",
                columns: new[] { "tenant", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_records_family",
                table: "ct_records",
                columns: new[] { "tenant", "link", "family", "started_at" });

            migrationBuilder.Sql(
                """
                DELETE FROM sqlite_stat1 WHERE tbl IN ('ct_call_families', 'ct_gaps', 'ct_records');
                INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
                    ('ct_call_families', 'ct_call_families', '1000000 1000000 500000 1 1 1'),
                    ('ct_gaps', 'sqlite_autoindex_ct_gaps_1', '1000 1000 1'),
                    ('ct_gaps', 'ix_ct_gaps_from', '1000 1000 1 1'),
                    ('ct_gaps', 'ix_ct_gaps_link', '1000 1000 500 1'),
                    ('ct_records', 'sqlite_autoindex_ct_records_1', '2000000 2000000 1000000 1'),
                    ('ct_records', 'ix_ct_records_family', '2000000 2000000 1000000 2 1'),
                    ('ct_records', 'ix_ct_records_call', '2000000 2000000 2');
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ct_call_families");

            migrationBuilder.DropTable(
                name: "ct_gaps");

            migrationBuilder.DropTable(
                name: "ct_leases");

            migrationBuilder.DropTable(
                name: "ct_quarantine");

            migrationBuilder.DropTable(
                name: "ct_records");

            migrationBuilder.DropColumn(
                name: "families",
                table: "ct_calls");
        }
    }
}
