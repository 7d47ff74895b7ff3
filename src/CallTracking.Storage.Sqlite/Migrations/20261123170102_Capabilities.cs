using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CallTracking.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    internal sealed partial class Capabilities : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            BeforeUp(migrationBuilder);
            migrationBuilder.RenameColumn(
                name: "employee",
                table: "ct_participants",
                newName: "employee_id");

            migrationBuilder.AlterColumn<byte[]>(
                name: "employee_id",
                table: "ct_participants",
                type: "BLOB",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "TEXT",
                oldNullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "department_id",
                table: "ct_participants",
                type: "BLOB",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ct_audit",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    employee = table.Column<byte[]>(type: "BLOB", nullable: true),
                    action = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    entity = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    entity_id = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: true),
                    salt = table.Column<byte[]>(type: "BLOB", nullable: true),
                    payload_digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    previous = table.Column<byte[]>(type: "BLOB", nullable: false),
                    digest = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_audit", x => new { x.tenant, x.day, x.number });
                });

            migrationBuilder.CreateTable(
                name: "ct_audit_heads",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    day = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    checkpoint_day = table.Column<int>(type: "INTEGER", nullable: false),
                    checkpoint_number = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_audit_heads", x => x.tenant);
                });

            migrationBuilder.CreateTable(
                name: "ct_call_contacts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    how = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_call_contacts", x => new { x.tenant, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_changes",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<long>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    changes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_changes", x => new { x.tenant, x.link, x.epoch, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_distinct",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    first_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    second_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_distinct", x => new { x.tenant, x.first_id, x.second_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_emails",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    normalized = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    label = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    is_primary = table.Column<bool>(type: "INTEGER", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_emails", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_fields",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    choices = table.Column<string>(type: "TEXT", nullable: false),
                    max_length = table.Column<int>(type: "INTEGER", nullable: false),
                    minimum = table.Column<long>(type: "INTEGER", precision: 19, scale: 6, nullable: true),
                    maximum = table.Column<long>(type: "INTEGER", precision: 19, scale: 6, nullable: true),
                    is_required = table.Column<bool>(type: "INTEGER", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    is_archived = table.Column<bool>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_fields", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_import_entries",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    import_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    line = table.Column<long>(type: "INTEGER", nullable: false),
                    is_created = table.Column<bool>(type: "INTEGER", nullable: false),
                    revision_after = table.Column<long>(type: "INTEGER", nullable: false),
                    changes = table.Column<string>(type: "TEXT", nullable: false),
                    numbers = table.Column<string>(type: "TEXT", nullable: false),
                    emails = table.Column<string>(type: "TEXT", nullable: false),
                    notes = table.Column<string>(type: "TEXT", nullable: false),
                    undo = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_import_entries", x => new { x.tenant, x.import_id, x.contact_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_imports",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    file_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true),
                    settings = table.Column<string>(type: "TEXT", nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    bytes_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    next_line = table.Column<long>(type: "INTEGER", nullable: false),
                    row_count = table.Column<long>(type: "INTEGER", nullable: false),
                    created = table.Column<long>(type: "INTEGER", nullable: false),
                    updated = table.Column<long>(type: "INTEGER", nullable: false),
                    unchanged = table.Column<long>(type: "INTEGER", nullable: false),
                    refused = table.Column<long>(type: "INTEGER", nullable: false),
                    run = table.Column<byte[]>(type: "BLOB", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_imports", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_merges",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    other_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true),
                    undone_at = table.Column<long>(type: "INTEGER", nullable: true),
                    numbers = table.Column<string>(type: "TEXT", nullable: false),
                    emails = table.Column<string>(type: "TEXT", nullable: false),
                    notes = table.Column<string>(type: "TEXT", nullable: false),
                    changes = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_merges", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_notes",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true),
                    text = table.Column<string>(type: "TEXT", maxLength: 16000, nullable: false),
                    edited_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_notes", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_numbers",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    raw = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    e164 = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    national_reversed = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    label = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    is_primary = table.Column<bool>(type: "INTEGER", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_numbers", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_photos",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    media_type = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    width = table.Column<int>(type: "INTEGER", nullable: false),
                    height = table.Column<int>(type: "INTEGER", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_photos", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_status_changes",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    from_status_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    to_status_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_status_changes", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contact_statuses",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    color = table.Column<string>(type: "TEXT", maxLength: 7, nullable: true),
                    reliability = table.Column<int>(type: "INTEGER", nullable: true),
                    is_default = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_archived = table.Column<bool>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contact_statuses", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_contacts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    name_key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    given_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    family_name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    address_as = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    organisation_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    status_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    status_since = table.Column<long>(type: "INTEGER", nullable: true),
                    discount = table.Column<long>(type: "INTEGER", precision: 19, scale: 6, nullable: true),
                    debt = table.Column<long>(type: "INTEGER", precision: 19, scale: 6, nullable: true),
                    debt_currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: true),
                    responsible_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    language = table.Column<string>(type: "TEXT", maxLength: 35, nullable: true),
                    external_id = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    custom_fields = table.Column<string>(type: "TEXT", nullable: true),
                    photo_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    merged_into_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    deleted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_contacts", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_departments",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    parent_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_departments", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_dial_turns",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_dial_turns", x => new { x.tenant, x.employee_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_dials",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    extension = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    agent_leg = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    dialed = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    purpose = table.Column<int>(type: "INTEGER", nullable: false),
                    obligation_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    stage = table.Column<int>(type: "INTEGER", nullable: false),
                    reserved_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    outcome = table.Column<int>(type: "INTEGER", nullable: true),
                    reason = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_dials", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_employees",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    display_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    external_user_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    email = table.Column<string>(type: "TEXT", maxLength: 320, nullable: true),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    is_active = table.Column<bool>(type: "INTEGER", nullable: false),
                    language = table.Column<string>(type: "TEXT", maxLength: 35, nullable: true),
                    time_zone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_employees", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_extension_assignments",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    extension = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    from_at = table.Column<long>(type: "INTEGER", nullable: false),
                    to_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_extension_assignments", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_message_receipts",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    message_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: false),
                    read_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_read = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_message_receipts", x => new { x.tenant, x.employee_id, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_messages",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    audience = table.Column<int>(type: "INTEGER", nullable: false),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    sender_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    text = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    task_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    obligation_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    recipients = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_messages", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_number_choices",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_number_choices", x => new { x.tenant, x.number });
                });

            migrationBuilder.CreateTable(
                name: "ct_obligation_calls",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    obligation_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    number_key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    queue = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_obligation_calls", x => new { x.tenant, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_obligation_events",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    obligation_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    owner_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    rule = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_obligation_events", x => new { x.tenant, x.obligation_id, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "ct_obligations",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    is_open = table.Column<bool>(type: "INTEGER", nullable: false),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    number = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    number_key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    open_key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_call_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_call_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    calls = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    queue = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    dialed_number = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    owner_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    owner_rule = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    steps_done = table.Column<int>(type: "INTEGER", nullable: false),
                    next_step_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    evidence_call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    closed_by = table.Column<byte[]>(type: "BLOB", nullable: true),
                    reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    merged_into_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    events = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_obligations", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_projections",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    link = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    ordinal = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_projections", x => new { x.tenant, x.link, x.name });
                });

            migrationBuilder.CreateTable(
                name: "ct_ratings",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    source = table.Column<int>(type: "INTEGER", nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    score = table.Column<int>(type: "INTEGER", nullable: false),
                    lowest = table.Column<int>(type: "INTEGER", nullable: false),
                    highest = table.Column<int>(type: "INTEGER", nullable: false),
                    comment = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    entered_by = table.Column<byte[]>(type: "BLOB", nullable: true),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_ratings", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_role_assignments",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    role_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by_employee = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_role_assignments", x => new { x.tenant, x.employee_id, x.role_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_roles",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    description = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    grants = table.Column<string>(type: "TEXT", nullable: false),
                    masks = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_roles", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_staff_versions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_staff_versions", x => x.tenant);
                });

            migrationBuilder.CreateTable(
                name: "ct_task_alarms",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    task_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    step = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    is_pending = table.Column<bool>(type: "INTEGER", nullable: false),
                    fired_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_task_alarms", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_task_events",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    task_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    ordinal = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    employee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    assignee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    note = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_task_events", x => new { x.tenant, x.task_id, x.ordinal });
                });

            migrationBuilder.CreateTable(
                name: "ct_tasks",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    text = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: true),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    is_open = table.Column<bool>(type: "INTEGER", nullable: false),
                    assigner_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    assignee_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    department_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    contact_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    obligation_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    repeat = table.Column<int>(type: "INTEGER", nullable: false),
                    repeat_every = table.Column<int>(type: "INTEGER", nullable: false),
                    repeat_zone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    next_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    done_at = table.Column<long>(type: "INTEGER", nullable: true),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    events = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    due_order = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_tasks", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_webhook_deliveries",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    subscription_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", maxLength: 64, nullable: false),
                    subject = table.Column<byte[]>(type: "BLOB", nullable: false),
                    rank = table.Column<long>(type: "INTEGER", nullable: false),
                    payload = table.Column<string>(type: "TEXT", nullable: true),
                    occurred_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: false),
                    give_up_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_status = table.Column<int>(type: "INTEGER", nullable: true),
                    last_error = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    claimed_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_webhook_deliveries", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_webhook_marks",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    call_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    stages = table.Column<int>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_webhook_marks", x => new { x.tenant, x.call_id });
                });

            migrationBuilder.CreateTable(
                name: "ct_webhook_subscriptions",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    events = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    state = table.Column<int>(type: "INTEGER", nullable: false),
                    disabled_reason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    secrets = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_webhook_subscriptions", x => new { x.tenant, x.id });
                });

            migrationBuilder.CreateTable(
                name: "ct_work_schedules",
                columns: table => new
                {
                    tenant = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    owner_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hours = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ct_work_schedules", x => new { x.tenant, x.owner_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_ct_participants_department",
                table: "ct_participants",
                columns: new[] { "tenant", "department_id", "started_at", "call_id" },
                filter: "department_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_ct_participants_employee",
                table: "ct_participants",
                columns: new[] { "tenant", "employee_id", "started_at", "call_id" },
                filter: "employee_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_ct_calls_placed",
                table: "ct_calls",
                columns: new[] { "tenant", "placed_by", "started_at", "id" },
                filter: "placed_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_ct_audit_employee",
                table: "ct_audit",
                columns: new[] { "tenant", "employee", "day", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_audit_entity",
                table: "ct_audit",
                columns: new[] { "tenant", "entity", "entity_id", "day", "number" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_call_contacts_contact",
                table: "ct_call_contacts",
                columns: new[] { "tenant", "contact_id", "started_at", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_emails_address",
                table: "ct_contact_emails",
                columns: new[] { "tenant", "normalized", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_emails_contact",
                table: "ct_contact_emails",
                columns: new[] { "tenant", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_fields_key",
                table: "ct_contact_fields",
                columns: new[] { "tenant", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_merges_contact",
                table: "ct_contact_merges",
                columns: new[] { "tenant", "contact_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_merges_other",
                table: "ct_contact_merges",
                columns: new[] { "tenant", "other_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_notes_contact",
                table: "ct_contact_notes",
                columns: new[] { "tenant", "contact_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_numbers_contact",
                table: "ct_contact_numbers",
                columns: new[] { "tenant", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_numbers_digits",
                table: "ct_contact_numbers",
                columns: new[] { "tenant", "national_reversed", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_numbers_e164",
                table: "ct_contact_numbers",
                columns: new[] { "tenant", "e164", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_photos_contact",
                table: "ct_contact_photos",
                columns: new[] { "tenant", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_status_changes_contact",
                table: "ct_contact_status_changes",
                columns: new[] { "tenant", "contact_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contact_statuses_code",
                table: "ct_contact_statuses",
                columns: new[] { "tenant", "code" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_department",
                table: "ct_contacts",
                columns: new[] { "tenant", "department_id", "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_external",
                table: "ct_contacts",
                columns: new[] { "tenant", "external_id" },
                unique: true,
                filter: "external_id IS NOT NULL AND merged_into_id IS NULL AND deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_merged",
                table: "ct_contacts",
                columns: new[] { "tenant", "merged_into_id" },
                filter: "merged_into_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_name",
                table: "ct_contacts",
                columns: new[] { "tenant", "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_name_key",
                table: "ct_contacts",
                columns: new[] { "tenant", "name_key", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_organisation",
                table: "ct_contacts",
                columns: new[] { "tenant", "organisation_id", "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_responsible",
                table: "ct_contacts",
                columns: new[] { "tenant", "responsible_id", "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_contacts_status",
                table: "ct_contacts",
                columns: new[] { "tenant", "status_id", "name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_departments_name",
                table: "ct_departments",
                columns: new[] { "tenant", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_dials_call",
                table: "ct_dials",
                columns: new[] { "tenant", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_dials_employee",
                table: "ct_dials",
                columns: new[] { "tenant", "employee_id", "reserved_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_dials_leg",
                table: "ct_dials",
                columns: new[] { "tenant", "agent_leg" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_dials_stage",
                table: "ct_dials",
                columns: new[] { "tenant", "stage", "reserved_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_employees_department",
                table: "ct_employees",
                columns: new[] { "tenant", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_employees_user",
                table: "ct_employees",
                columns: new[] { "tenant", "external_user_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_extension_assignments_employee",
                table: "ct_extension_assignments",
                columns: new[] { "tenant", "employee_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_extension_assignments_extension",
                table: "ct_extension_assignments",
                columns: new[] { "tenant", "extension", "from_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_message_receipts_inbox",
                table: "ct_message_receipts",
                columns: new[] { "tenant", "employee_id", "sent_at", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_message_receipts_message",
                table: "ct_message_receipts",
                columns: new[] { "tenant", "message_id", "employee_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_message_receipts_unread",
                table: "ct_message_receipts",
                columns: new[] { "tenant", "employee_id", "is_read", "sent_at", "message_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_messages_contact",
                table: "ct_messages",
                columns: new[] { "tenant", "contact_id", "sent_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_messages_sender",
                table: "ct_messages",
                columns: new[] { "tenant", "sender_id", "sent_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_number_choices_contact",
                table: "ct_number_choices",
                columns: new[] { "tenant", "contact_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligation_calls_kind",
                table: "ct_obligation_calls",
                columns: new[] { "tenant", "kind", "at", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligation_calls_number",
                table: "ct_obligation_calls",
                columns: new[] { "tenant", "number_key", "at", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligation_calls_obligation",
                table: "ct_obligation_calls",
                columns: new[] { "tenant", "obligation_id", "at", "call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_contact",
                table: "ct_obligations",
                columns: new[] { "tenant", "contact_id", "opened_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_department",
                table: "ct_obligations",
                columns: new[] { "tenant", "department_id", "is_open", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_due",
                table: "ct_obligations",
                columns: new[] { "tenant", "is_open", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_evidence",
                table: "ct_obligations",
                columns: new[] { "tenant", "evidence_call_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_number",
                table: "ct_obligations",
                columns: new[] { "tenant", "number_key", "opened_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_open",
                table: "ct_obligations",
                columns: new[] { "tenant", "open_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_opened",
                table: "ct_obligations",
                columns: new[] { "tenant", "opened_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_owner",
                table: "ct_obligations",
                columns: new[] { "tenant", "owner_id", "is_open", "due_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_obligations_step",
                table: "ct_obligations",
                columns: new[] { "tenant", "is_open", "next_step_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_ratings_at",
                table: "ct_ratings",
                columns: new[] { "tenant", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_ratings_call",
                table: "ct_ratings",
                columns: new[] { "tenant", "call_id", "source" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_ratings_department",
                table: "ct_ratings",
                columns: new[] { "tenant", "department_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_ratings_employee",
                table: "ct_ratings",
                columns: new[] { "tenant", "employee_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_role_assignments_role",
                table: "ct_role_assignments",
                columns: new[] { "tenant", "role_id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_roles_name",
                table: "ct_roles",
                columns: new[] { "tenant", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_task_alarms_pending",
                table: "ct_task_alarms",
                columns: new[] { "tenant", "is_pending", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_task_alarms_task",
                table: "ct_task_alarms",
                columns: new[] { "tenant", "task_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_tasks_assignee",
                table: "ct_tasks",
                columns: new[] { "tenant", "assignee_id", "is_open", "due_order", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_tasks_assigner",
                table: "ct_tasks",
                columns: new[] { "tenant", "assigner_id", "is_open", "due_order", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_tasks_contact",
                table: "ct_tasks",
                columns: new[] { "tenant", "contact_id", "due_order", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_tasks_department",
                table: "ct_tasks",
                columns: new[] { "tenant", "department_id", "is_open", "due_order", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_tasks_due",
                table: "ct_tasks",
                columns: new[] { "tenant", "is_open", "due_order", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_webhook_deliveries_due",
                table: "ct_webhook_deliveries",
                columns: new[] { "tenant", "state", "subscription_id", "next_attempt_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_webhook_deliveries_ended",
                table: "ct_webhook_deliveries",
                columns: new[] { "tenant", "state", "ended_at" });

            migrationBuilder.CreateIndex(
                name: "ix_ct_webhook_deliveries_subject",
                table: "ct_webhook_deliveries",
                columns: new[] { "tenant", "subscription_id", "subject", "rank" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_ct_webhook_marks_started",
                table: "ct_webhook_marks",
                columns: new[] { "tenant", "started_at" });
            AfterUp(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            BeforeDown(migrationBuilder);
            migrationBuilder.DropTable(
                name: "ct_audit");

            migrationBuilder.DropTable(
                name: "ct_audit_heads");

            migrationBuilder.DropTable(
                name: "ct_call_contacts");

            migrationBuilder.DropTable(
                name: "ct_changes");

            migrationBuilder.DropTable(
                name: "ct_contact_distinct");

            migrationBuilder.DropTable(
                name: "ct_contact_emails");

            migrationBuilder.DropTable(
                name: "ct_contact_fields");

            migrationBuilder.DropTable(
                name: "ct_contact_import_entries");

            migrationBuilder.DropTable(
                name: "ct_contact_imports");

            migrationBuilder.DropTable(
                name: "ct_contact_merges");

            migrationBuilder.DropTable(
                name: "ct_contact_notes");

            migrationBuilder.DropTable(
                name: "ct_contact_numbers");

            migrationBuilder.DropTable(
                name: "ct_contact_photos");

            migrationBuilder.DropTable(
                name: "ct_contact_status_changes");

            migrationBuilder.DropTable(
                name: "ct_contact_statuses");

            migrationBuilder.DropTable(
                name: "ct_contacts");

            migrationBuilder.DropTable(
                name: "ct_departments");

            migrationBuilder.DropTable(
                name: "ct_dial_turns");

            migrationBuilder.DropTable(
                name: "ct_dials");

            migrationBuilder.DropTable(
                name: "ct_employees");

            migrationBuilder.DropTable(
                name: "ct_extension_assignments");

            migrationBuilder.DropTable(
                name: "ct_message_receipts");

            migrationBuilder.DropTable(
                name: "ct_messages");

            migrationBuilder.DropTable(
                name: "ct_number_choices");

            migrationBuilder.DropTable(
                name: "ct_obligation_calls");

            migrationBuilder.DropTable(
                name: "ct_obligation_events");

            migrationBuilder.DropTable(
                name: "ct_obligations");

            migrationBuilder.DropTable(
                name: "ct_projections");

            migrationBuilder.DropTable(
                name: "ct_ratings");

            migrationBuilder.DropTable(
                name: "ct_role_assignments");

            migrationBuilder.DropTable(
                name: "ct_roles");

            migrationBuilder.DropTable(
                name: "ct_staff_versions");

            migrationBuilder.DropTable(
                name: "ct_task_alarms");

            migrationBuilder.DropTable(
                name: "ct_task_events");

            migrationBuilder.DropTable(
                name: "ct_tasks");

            migrationBuilder.DropTable(
                name: "ct_webhook_deliveries");

            migrationBuilder.DropTable(
                name: "ct_webhook_marks");

            migrationBuilder.DropTable(
                name: "ct_webhook_subscriptions");

            migrationBuilder.DropTable(
                name: "ct_work_schedules");

            migrationBuilder.DropIndex(
                name: "ix_ct_participants_department",
                table: "ct_participants");

            migrationBuilder.DropIndex(
                name: "ix_ct_participants_employee",
                table: "ct_participants");

            migrationBuilder.DropIndex(
                name: "ix_ct_calls_placed",
                table: "ct_calls");

            migrationBuilder.DropColumn(
                name: "department_id",
                table: "ct_participants");

            migrationBuilder.RenameColumn(
                name: "employee_id",
                table: "ct_participants",
                newName: "employee");

            migrationBuilder.AlterColumn<string>(
                name: "employee",
                table: "ct_participants",
                type: "TEXT",
                nullable: true,
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);
        }
    }
}
