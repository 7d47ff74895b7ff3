using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallTracking.Storage.PostgreSql.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ct_call_families",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    family = table.Column<string>(type: "text", maxLength: 256, nullable: false, collation: "C"),
                    started_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_call_families", x => new { x.tenant, x.link, x.family, x.started_at, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_calls",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    first_epoch = table.Column<long>(type: "bigint", nullable: false),
                    first_seq = table.Column<long>(type: "bigint", nullable: false),
                    direction = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    origin = table.Column<int>(type: "integer", nullable: false),
                    placed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    caller_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    caller_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    dialed_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    presented_number = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    trunk = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    queue = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    outcome = table.Column<int>(type: "integer", nullable: true),
                    missed_reason = table.Column<int>(type: "integer", nullable: true),
                    lost_in_transfer = table.Column<bool>(type: "boolean", nullable: false),
                    answered_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    last_party = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    ended_by = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    answered_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: true),
                    wait_us = table.Column<long>(type: "bigint", nullable: false),
                    connected_us = table.Column<long>(type: "bigint", nullable: false),
                    talk_us = table.Column<long>(type: "bigint", nullable: false),
                    hold_us = table.Column<long>(type: "bigint", nullable: false),
                    transfers = table.Column<string>(type: "text", nullable: false),
                    relations = table.Column<string>(type: "text", nullable: false),
                    digits = table.Column<string>(type: "text", nullable: false),
                    recordings = table.Column<string>(type: "text", nullable: false),
                    witnesses = table.Column<int>(type: "integer", nullable: false),
                    because = table.Column<string>(type: "text", nullable: false),
                    families = table.Column<string>(type: "text", nullable: false),
                    external_e164 = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C"),
                    external_reversed = table.Column<string>(type: "text", maxLength: 32, nullable: true, collation: "C"),
                    external_kind = table.Column<int>(type: "integer", nullable: true),
                    external_raw = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_calls", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_event_log",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    last_seq = table.Column<long>(type: "bigint", nullable: false),
                    first_seq = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    events = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_event_log", x => new { x.tenant, x.link, x.epoch, x.last_seq, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "ct_gaps",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    from_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    to_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: true),
                    cause = table.Column<int>(type: "integer", nullable: false),
                    restored = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_gaps", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_leases",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    holder = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    until = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_leases", x => new { x.tenant, x.link });
                });

            migrationBuilder.CreateTable(
                name: "ct_links",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    lease = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_links", x => new { x.tenant, x.link });
                });

            migrationBuilder.CreateTable(
                name: "ct_quarantine",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    ordinal = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    error = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    @event = table.Column<byte[]>(name: "event", type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_quarantine", x => new { x.tenant, x.link, x.epoch, x.seq, x.ordinal, x.number });
                });

            migrationBuilder.CreateTable(
                name: "ct_record_positions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    source = table.Column<string>(type: "text", maxLength: 400, nullable: false, collation: "C"),
                    position = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_record_positions", x => new { x.tenant, x.link, x.source });
                });

            migrationBuilder.CreateTable(
                name: "ct_records",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    link = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    key = table.Column<string>(type: "text", maxLength: 256, nullable: false, collation: "C"),
                    family = table.Column<string>(type: "text", maxLength: 256, nullable: true, collation: "C"),
                    call_id = table.Column<Guid>(type: "uuid", nullable: true),
                    started_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false),
                    record = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_records", x => new { x.tenant, x.link, x.key });
                });

            migrationBuilder.CreateTable(
                name: "ct_participants",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    call_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    party = table.Column<string>(type: "text", maxLength: 256, nullable: false, collation: "C"),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    employee = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    asked = table.Column<bool>(type: "boolean", nullable: false),
                    rang = table.Column<bool>(type: "boolean", nullable: false),
                    answered = table.Column<bool>(type: "boolean", nullable: false),
                    rings = table.Column<int>(type: "integer", nullable: false),
                    ring_us = table.Column<long>(type: "bigint", nullable: false),
                    talk_us = table.Column<long>(type: "bigint", nullable: false),
                    hold_us = table.Column<long>(type: "bigint", nullable: false),
                    result = table.Column<int>(type: "integer", nullable: true),
                    started_at = table.Column<DateTime>(type: "timestamp(6) with time zone", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_participants", x => new { x.tenant, x.call_id, x.ordinal });
                    table.ForeignKey(
                        name: "FK_ct_participants_ct_calls_tenant_call_id",
                        columns: x => new { x.tenant, x.call_id },
                        principalTable: "ct_calls",
                        principalColumns: new[] { "tenant", "id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_digits",
                table: "ct_calls",
                columns: new[] { "tenant", "external_reversed" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_log",
                table: "ct_calls",
                columns: new[] { "tenant", "link", "first_epoch", "first_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_number",
                table: "ct_calls",
                columns: new[] { "tenant", "external_e164", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_open",
                table: "ct_calls",
                columns: new[] { "tenant", "started_at", "id" },
                filter: "state <> 4");

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_outcome",
                table: "ct_calls",
                columns: new[] { "tenant", "outcome", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_started",
                table: "ct_calls",
                columns: new[] { "tenant", "started_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_gaps_from",
                table: "ct_gaps",
                columns: new[] { "tenant", "from_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_gaps_link",
                table: "ct_gaps",
                columns: new[] { "tenant", "link", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_participants_party",
                table: "ct_participants",
                columns: new[] { "tenant", "party", "started_at", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_records_call",
                table: "ct_records",
                columns: new[] { "tenant", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_records_family",
                table: "ct_records",
                columns: new[] { "tenant", "link", "family", "started_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ct_call_families");

            migrationBuilder.DropTable(
                name: "ct_event_log");

            migrationBuilder.DropTable(
                name: "ct_gaps");

            migrationBuilder.DropTable(
                name: "ct_leases");

            migrationBuilder.DropTable(
                name: "ct_links");

            migrationBuilder.DropTable(
                name: "ct_participants");

            migrationBuilder.DropTable(
                name: "ct_quarantine");

            migrationBuilder.DropTable(
                name: "ct_record_positions");

            migrationBuilder.DropTable(
                name: "ct_records");

            migrationBuilder.DropTable(
                name: "ct_calls");
        }
    }
}
