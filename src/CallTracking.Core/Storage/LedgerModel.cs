using System.Text;
using System.Text.Json.Serialization.Metadata;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CallTracking.Storage;

/// <summary>The tables, keys and indexes of the ledger. All keys and indexes lead with the tenant.</summary>
internal static class LedgerModel
{
    // Columns that the domain types do not have.
    public const string Tenant = "Tenant";
    public const string CallId = "CallId";
    public const string Ordinal = "Ordinal";
    public const string StartedAt = "StartedAt";
    public const string ExternalE164 = "ExternalE164";
    public const string ExternalReversed = "ExternalReversed";

    private const int NameLength = 64;
    private const int NumberLength = 32;
    private const int PartyLength = 256;
    private const int KeyLength = 256;
    private const int SourceLength = 400;

    public static void Configure(ModelBuilder model)
    {
        Calls(model.Entity<Call>());
        Participants(model.Entity<Participant>());
        EventLog(model.Entity<EventLogRow>());
        Links(model.Entity<LinkRow>());
        Families(model.Entity<CallFamilyRow>());
        Gaps(model.Entity<CoverageGap>());
        Records(model.Entity<RecordRow>());
        RecordPositions(model.Entity<RecordPositionRow>());
        Quarantine(model.Entity<QuarantineRow>());
        Leases(model.Entity<LeaseRow>());
        Changes(model.Entity<ChangesRow>());
        Projections(model.Entity<ProjectionRow>());
    }

    /// <summary>After all capabilities: how the columns are called.</summary>
    public static void NameColumns(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            NameColumns(entity.GetProperties());
        }
    }

    private static void Calls(EntityTypeBuilder<Call> call)
    {
        call.ToTable("ct_calls");
        call.HasKey(c => new { c.Tenant, c.Id });
        call.Property(c => c.Tenant).HasMaxLength(NameLength);
        call.Property(c => c.Link).HasMaxLength(NameLength);
        call.ComplexProperty(c => c.External, number =>
        {
            number.Property(n => n.Raw).HasColumnName("external_raw");
            number.Property(n => n.Kind).HasColumnName("external_kind");
            number.Property(n => n.E164).HasColumnName("external_e164").HasMaxLength(NumberLength);
            number.Property(n => n.NationalReversed).HasColumnName("external_reversed").HasMaxLength(NumberLength);
        });
        Json(call.Property(c => c.Transfers), LedgerColumnJson.Transfers);
        Json(call.Property(c => c.Relations), LedgerColumnJson.Relations);
        Json(call.Property(c => c.Digits), LedgerColumnJson.Digits);
        Json(call.Property(c => c.Recordings), LedgerColumnJson.Recordings);
        Json(call.Property(c => c.Because), LedgerColumnJson.Because);
        Json(call.Property(c => c.Families), LedgerColumnJson.Families);

        // EF Core 10 cannot index a member of a complex property. These two are second names of the columns, for the indexes only:
        // nothing is ever written through them.
        SecondName(call, ExternalE164, "external_e164");
        SecondName(call, ExternalReversed, "external_reversed");

        call.HasIndex(c => new { c.Tenant, c.StartedAt, c.Id }, "ix_ct_calls_started");
        call.HasIndex(c => new { c.Tenant, c.Outcome, c.StartedAt, c.Id }, "ix_ct_calls_outcome");
        call.HasIndex(c => new { c.Tenant, c.State, c.StartedAt, c.Id }, "ix_ct_calls_state");
        call.HasIndex(c => new { c.Tenant, c.Link, c.FirstEpoch, c.FirstSeq }, "ix_ct_calls_log");
        call.HasIndex([Tenant, ExternalE164, StartedAt, "Id"], "ix_ct_calls_number");
        call.HasIndex([Tenant, ExternalReversed], "ix_ct_calls_digits");

        // Most calls were dialled by hand.
        call.HasIndex(c => new { c.Tenant, c.PlacedBy, c.StartedAt, c.Id }, "ix_ct_calls_placed").HasFilter("placed_by IS NOT NULL");

        call.HasMany(c => c.Participants).WithOne().HasForeignKey(Tenant, CallId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void Participants(EntityTypeBuilder<Participant> participant)
    {
        participant.ToTable("ct_participants");
        participant.Property<string>(Tenant).HasMaxLength(NameLength);
        participant.Property<Guid>(CallId);
        participant.Property<int>(Ordinal);
        // The call's start stands here too, so that a party's calls are a range of one index in the order of the history.
        participant.Property<DateTimeOffset>(StartedAt);
        participant.HasKey(Tenant, CallId, Ordinal);
        participant.Property(p => p.Party).HasMaxLength(PartyLength);
        participant.Property(p => p.Employee).HasColumnName("employee_id");
        participant.Property(p => p.Department).HasColumnName("department_id");
        participant.Ignore(p => p.Presence);
        participant.HasIndex([Tenant, "Party", StartedAt, CallId], "ix_ct_participants_party");

        // Most parties are no employees: these two take no place for them.
        participant.HasIndex([Tenant, nameof(Participant.Employee), StartedAt, CallId], "ix_ct_participants_employee")
            .HasFilter("employee_id IS NOT NULL");
        participant.HasIndex([Tenant, nameof(Participant.Department), StartedAt, CallId], "ix_ct_participants_department")
            .HasFilter("department_id IS NOT NULL");
    }

    private static void EventLog(EntityTypeBuilder<EventLogRow> row)
    {
        row.ToTable("ct_event_log");
        // Frame ordinals never fall within an epoch, so this is the order of writing and a rebuild is one range.
        row.HasKey(r => new { r.Tenant, r.Link, r.Epoch, r.LastSeq, r.Ordinal });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
    }

    private static void Links(EntityTypeBuilder<LinkRow> row)
    {
        row.ToTable("ct_links");
        row.HasKey(r => new { r.Tenant, r.Link });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
        // Two writers of one link would spoil each other's ledger: the slower one fails and reads the position again.
        row.Property(r => r.Epoch).IsConcurrencyToken();
        row.Property(r => r.Ordinal).IsConcurrencyToken();
    }

    private static void Families(EntityTypeBuilder<CallFamilyRow> row)
    {
        row.ToTable("ct_call_families");
        // The key is the search: a family's calls in the order of their starts. Names of families come back after a PBX's restart.
        row.HasKey(r => new { r.Tenant, r.Link, r.Family, r.StartedAt, r.CallId });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
        row.Property(r => r.Family).HasMaxLength(KeyLength);
    }

    private static void Gaps(EntityTypeBuilder<CoverageGap> gap)
    {
        gap.ToTable("ct_gaps");
        gap.HasKey(g => new { g.Tenant, g.Id });
        gap.Property(g => g.Tenant).HasMaxLength(NameLength);
        gap.Property(g => g.Link).HasMaxLength(NameLength);
        gap.Property(g => g.From).HasColumnName("from_at");
        gap.Property(g => g.To).HasColumnName("to_at");
        Json(gap.Property(g => g.Restored), LedgerColumnJson.Restored);
        gap.HasIndex(g => new { g.Tenant, g.From, g.Id }, "ix_ct_gaps_from");
        gap.HasIndex(g => new { g.Tenant, g.Link, g.From }, "ix_ct_gaps_link");
    }

    private static void Records(EntityTypeBuilder<RecordRow> row)
    {
        row.ToTable("ct_records");
        row.HasKey(r => new { r.Tenant, r.Link, r.Key });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
        row.Property(r => r.Key).HasMaxLength(KeyLength);
        row.Property(r => r.Family).HasMaxLength(KeyLength);
        row.HasIndex(r => new { r.Tenant, r.Link, r.Family, r.StartedAt }, "ix_ct_records_family");
        row.HasIndex(r => new { r.Tenant, r.CallId }, "ix_ct_records_call");
    }

    private static void RecordPositions(EntityTypeBuilder<RecordPositionRow> row)
    {
        row.ToTable("ct_record_positions");
        row.HasKey(r => new { r.Tenant, r.Link, r.Source });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
        row.Property(r => r.Source).HasMaxLength(SourceLength);
    }

    private static void Quarantine(EntityTypeBuilder<QuarantineRow> row)
    {
        row.ToTable("ct_quarantine");
        row.HasKey(r => new { r.Tenant, r.Link, r.Epoch, r.Seq, r.Ordinal, r.Number });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
    }

    private static void Leases(EntityTypeBuilder<LeaseRow> row)
    {
        row.ToTable("ct_leases");
        row.HasKey(r => new { r.Tenant, r.Link });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
    }

    private static void Changes(EntityTypeBuilder<ChangesRow> row)
    {
        row.ToTable("ct_changes");
        row.HasKey(r => new { r.Tenant, r.Link, r.Epoch, r.Ordinal });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
    }

    private static void Projections(EntityTypeBuilder<ProjectionRow> row)
    {
        row.ToTable("ct_projections");
        row.HasKey(r => new { r.Tenant, r.Link, r.Name });
        row.Property(r => r.Tenant).HasMaxLength(NameLength);
        row.Property(r => r.Name).HasMaxLength(NameLength);
        row.Property(r => r.Link).HasMaxLength(NameLength);
        // Two hosts that follow one link: the slower one fails and reads how far the other one came.
        row.Property(r => r.Epoch).IsConcurrencyToken();
        row.Property(r => r.Ordinal).IsConcurrencyToken();
    }

    private static void Json<T>(PropertyBuilder<IReadOnlyList<T>> property, JsonTypeInfo<IReadOnlyList<T>> type) =>
        property.HasConversion(new JsonListConverter<T>(type), new ListComparer<T>());

    private static void SecondName(EntityTypeBuilder<Call> call, string property, string column)
    {
        var second = call.Property<string?>(property).HasColumnName(column).HasMaxLength(NumberLength).Metadata;
        second.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        second.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }

    private static void NameColumns(IEnumerable<IMutableProperty> properties)
    {
        foreach (var property in properties)
        {
            if (property.Name is ExternalE164 or ExternalReversed || property.FindAnnotation(RelationalAnnotationNames.ColumnName) is not null)
            {
                continue;
            }

            var name = SnakeCase(property.Name);
            property.SetColumnName(property.ClrType == typeof(TimeSpan) ? name + "_us" : name);
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}
