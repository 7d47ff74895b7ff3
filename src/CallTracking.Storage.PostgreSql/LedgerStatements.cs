using CallTracking.Calls;
using CallTracking.Links;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>The statements that write the ledger, each for many rows.</summary>
internal static class LedgerStatements
{
    // What an index takes, with room for the columns beside it. Extensions and PBXes' names are far shorter.
    private const int LongestKey = 256;

    private static readonly ColumnSet<LinkKey> LinkKeys = new ColumnSet<LinkKey>().Text("tenant", key => key.Tenant).Text("link", key => key.Link);

    private static readonly ColumnSet<CallKey> CallKeys = new ColumnSet<CallKey>().Text("tenant", key => key.Tenant).Uuid("id", key => key.Id);

    private static readonly ColumnSet<LedgerCommit> EventColumns = new ColumnSet<LedgerCommit>()
        .Text("tenant", commit => commit.Tenant).Text("link", commit => commit.Link).Bigint("epoch", commit => commit.Epoch)
        .Bigint("ordinal", commit => commit.Ordinal).Bigint("first_seq", commit => commit.FirstSeq).Bigint("last_seq", commit => commit.LastSeq)
        .Instant("at", commit => commit.At).Bytes("events", commit => commit.Events);

    private static readonly ColumnSet<LedgerCommit> ChangeColumns = new ColumnSet<LedgerCommit>()
        .Text("tenant", commit => commit.Tenant).Text("link", commit => commit.Link).Bigint("epoch", commit => commit.Epoch)
        .Bigint("ordinal", commit => commit.Ordinal).Instant("at", commit => commit.At).Bytes("changes", commit => LedgerChange.Encode(commit));

    private static readonly ColumnSet<LedgerCommit> PositionColumns = new ColumnSet<LedgerCommit>()
        .Text("tenant", commit => commit.Tenant).Text("link", commit => commit.Link).Bigint("epoch", commit => commit.Epoch)
        .Bigint("ordinal", commit => commit.Ordinal).Bigint("seq", commit => commit.LastSeq).Instant("at", commit => commit.At)
        .Bigint("lease", commit => commit.MadeUnder ?? commit.Lease);

    private static readonly ColumnSet<Call> CallColumns = new ColumnSet<Call>()
        .Text("tenant", call => call.Tenant).Uuid("id", call => call.Id).Text("link", call => call.Link)
        .Integer("revision", call => call.Revision).Bigint("first_epoch", call => call.FirstEpoch).Bigint("first_seq", call => call.FirstSeq)
        .Integer("direction", call => (int)call.Direction).Integer("state", call => (int)call.State).Integer("origin", call => (int)call.Origin)
        .Text("placed_by", call => call.PlacedBy).Text("external_raw", call => call.External?.Raw)
        .Integer("external_kind", call => (int?)call.External?.Kind).Text("external_e164", call => call.External?.E164, LongestKey)
        .Text("external_reversed", call => call.External?.NationalReversed, LongestKey).Text("caller_number", call => call.CallerNumber)
        .Text("caller_name", call => call.CallerName).Text("dialed_number", call => call.DialedNumber)
        .Text("presented_number", call => call.PresentedNumber).Text("trunk", call => call.Trunk).Text("queue", call => call.Queue)
        .Integer("outcome", call => (int?)call.Outcome).Integer("missed_reason", call => (int?)call.MissedReason)
        .Boolean("lost_in_transfer", call => call.LostInTransfer).Text("answered_by", call => call.AnsweredBy)
        .Text("last_party", call => call.LastParty).Integer("ended_by", call => (int)call.EndedBy)
        .Instant("started_at", call => call.StartedAt).Instant("answered_at", call => call.AnsweredAt).Instant("ended_at", call => call.EndedAt)
        .Duration("wait_us", call => call.Wait).Duration("connected_us", call => call.Connected).Duration("talk_us", call => call.Talk)
        .Duration("hold_us", call => call.Hold).Integer("witnesses", call => (int)call.Witnesses)
        .List("transfers", call => call.Transfers, LedgerColumnJson.Transfers).List("relations", call => call.Relations, LedgerColumnJson.Relations)
        .List("digits", call => call.Digits, LedgerColumnJson.Digits).List("recordings", call => call.Recordings, LedgerColumnJson.Recordings)
        .List("because", call => call.Because, LedgerColumnJson.Because).List("families", call => call.Families, LedgerColumnJson.Families);

    private static readonly ColumnSet<PartyRow> PartyColumns = new ColumnSet<PartyRow>()
        .Text("tenant", row => row.Call.Tenant).Uuid("call_id", row => row.Call.Id).Integer("ordinal", row => row.Ordinal)
        .Instant("started_at", row => row.Call.StartedAt).Text("party", row => row.Participant.Party, LongestKey)
        .Integer("kind", row => (int)row.Participant.Kind).Uuid("employee_id", row => row.Participant.Employee)
        .Uuid("department_id", row => row.Participant.Department)
        .Boolean("asked", row => row.Participant.Asked).Boolean("rang", row => row.Participant.Rang)
        .Boolean("answered", row => row.Participant.Answered).Integer("rings", row => row.Participant.Rings)
        .Duration("ring_us", row => row.Participant.Ring).Duration("talk_us", row => row.Participant.Talk)
        .Duration("hold_us", row => row.Participant.Hold).Integer("result", row => (int?)row.Participant.Result);

    private static readonly ColumnSet<FamilyRow> FamilyColumns = new ColumnSet<FamilyRow>()
        .Text("tenant", row => row.Tenant).Text("link", row => row.Link).Text("family", row => row.Family, LongestKey)
        .Instant("started_at", row => row.StartedAt).Uuid("call_id", row => row.CallId);

    private static readonly ColumnSet<CoverageGap> GapColumns = new ColumnSet<CoverageGap>()
        .Text("tenant", gap => gap.Tenant).Uuid("id", gap => gap.Id).Text("link", gap => gap.Link).Instant("from_at", gap => gap.From)
        .Instant("to_at", gap => gap.To).Integer("cause", gap => (int)gap.Cause).List("restored", gap => gap.Restored, LedgerColumnJson.Restored)
        .Integer("revision", gap => gap.Revision);

    private static readonly ColumnSet<(LinkKey Link, StoredRecord Record)> RecordColumns = new ColumnSet<(LinkKey Link, StoredRecord Record)>()
        .Text("tenant", row => row.Link.Tenant).Text("link", row => row.Link.Link).Text("key", row => row.Record.Key, LongestKey)
        .Text("family", row => row.Record.Family, LongestKey).Uuid("call_id", row => row.Record.CallId)
        .Instant("started_at", row => row.Record.StartedAt).Bytes("record", row => row.Record.Record);

    private static readonly ColumnSet<(LinkKey Link, string Source, string Position)> SourceColumns =
        new ColumnSet<(LinkKey Link, string Source, string Position)>()
            .Text("tenant", row => row.Link.Tenant).Text("link", row => row.Link.Link).Text("source", row => row.Source)
            .Text("position", row => row.Position);

    private static readonly ColumnSet<QuarantineEntry> QuarantineColumns = new ColumnSet<QuarantineEntry>()
        .Text("tenant", row => row.Commit.Tenant).Text("link", row => row.Commit.Link).Bigint("epoch", row => row.Row.Epoch)
        .Bigint("seq", row => row.Row.Seq).Bigint("ordinal", row => row.Commit.Ordinal).Integer("number", row => row.Number)
        .Instant("at", row => row.Row.At).Text("kind", row => row.Row.Kind).Text("error", row => row.Row.Error).Bytes("event", row => row.Row.Event);

    private static readonly string NewLinksSql =
        $"INSERT INTO ct_links ({LinkKeys.Names}, epoch, ordinal, seq, at, lease) SELECT {LinkKeys.Names}, 0, 0, 0, 'epoch', 0 FROM {LinkKeys.Rows} "
        + $"AS k ({LinkKeys.Names}) ON CONFLICT DO NOTHING";

    // Locked in one order, so that two hosts never wait for each other.
    private static readonly string PositionsSql =
        $"SELECT tenant, link, epoch, ordinal FROM ct_links WHERE ({LinkKeys.Names}) IN (SELECT * FROM {LinkKeys.Rows}) "
        + "ORDER BY tenant, link FOR UPDATE";

    private static readonly string LeasesSql =
        $"SELECT tenant, link, epoch, holder FROM ct_leases WHERE ({LinkKeys.Names}) IN (SELECT * FROM {LinkKeys.Rows}) "
        + "ORDER BY tenant, link FOR SHARE";

    private static readonly string StoredCallsSql =
        $"SELECT c.tenant, c.id, c.revision, c.link, c.started_at, c.families FROM {CallKeys.Rows} AS k ({CallKeys.Names}) "
        + $"JOIN ct_calls c ON {CallKeys.Matches("c")}";

    private static readonly string EventsSql = Insert("ct_event_log", EventColumns) + " ON CONFLICT DO NOTHING";

    private static readonly string ChangesSql = Insert("ct_changes", ChangeColumns) + " ON CONFLICT DO NOTHING";

    private static readonly string CallsSql =
        Insert("ct_calls", CallColumns) + $" ON CONFLICT (tenant, id) DO UPDATE SET {CallColumns.Assignments("tenant", "id")}";

    private static readonly string DropCallsSql = $"DELETE FROM ct_calls c USING {CallKeys.Rows} AS k ({CallKeys.Names}) WHERE {CallKeys.Matches("c")}";

    private static readonly string PartiesSql = Insert("ct_participants", PartyColumns);

    private static readonly string DropPartiesSql =
        $"DELETE FROM ct_participants p USING {CallKeys.Rows} AS k ({CallKeys.Names}) WHERE p.tenant = k.tenant AND p.call_id = k.id";

    private static readonly string FamiliesSql = Insert("ct_call_families", FamilyColumns) + " ON CONFLICT DO NOTHING";

    private static readonly string DropFamiliesSql =
        $"DELETE FROM ct_call_families f USING {FamilyColumns.Rows} AS k ({FamilyColumns.Names}) WHERE {FamilyColumns.Matches("f")}";

    private static readonly string GapsSql = Insert("ct_gaps", GapColumns)
        + $" ON CONFLICT (tenant, id) DO UPDATE SET {GapColumns.Assignments("tenant", "id")} WHERE excluded.revision > ct_gaps.revision";

    private static readonly string RecordsSql = Insert("ct_records", RecordColumns)
        + " ON CONFLICT (tenant, link, key) DO UPDATE SET call_id = excluded.call_id WHERE ct_records.call_id IS DISTINCT FROM excluded.call_id";

    private static readonly string SourcesSql =
        Insert("ct_record_positions", SourceColumns) + " ON CONFLICT (tenant, link, source) DO UPDATE SET position = excluded.position";

    private static readonly string QuarantineSql = Insert("ct_quarantine", QuarantineColumns) + " ON CONFLICT DO NOTHING";

    private static readonly string LinksSql = Insert("ct_links", PositionColumns)
        + $" ON CONFLICT (tenant, link) DO UPDATE SET {PositionColumns.Assignments("tenant", "link")}";

    public static NpgsqlBatchCommand NewLinks(IReadOnlyList<LinkKey> links) => LinkKeys.Command(NewLinksSql, links);

    public static NpgsqlBatchCommand Positions(IReadOnlyList<LinkKey> links) => LinkKeys.Command(PositionsSql, links);

    public static NpgsqlBatchCommand Leases(IReadOnlyList<LinkKey> links) => LinkKeys.Command(LeasesSql, links);

    public static NpgsqlBatchCommand StoredCalls(IReadOnlyList<CallKey> calls) => CallKeys.Command(StoredCallsSql, calls);

    /// <summary>What a transaction changes, in an order that keeps the tables' references whole.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Changes(LedgerChanges changes) =>
        ((NpgsqlBatchCommand?[])[
            Of(EventColumns, EventsSql, changes.Events),
            Of(ChangeColumns, ChangesSql, changes.Changes),
            Of(FamilyColumns, DropFamiliesSql, changes.DroppedFamilies),
            Of(CallKeys, DropPartiesSql, changes.Replaced),
            Of(CallKeys, DropCallsSql, changes.DroppedCalls),
            Of(CallColumns, CallsSql, changes.Calls),
            Of(PartyColumns, PartiesSql, changes.Parties),
            Of(FamilyColumns, FamiliesSql, changes.Families),
            Of(GapColumns, GapsSql, changes.Gaps),
            Of(RecordColumns, RecordsSql, changes.Records),
            Of(SourceColumns, SourcesSql, changes.Sources),
            Of(QuarantineColumns, QuarantineSql, changes.Quarantined),
            Of(PositionColumns, LinksSql, changes.Positions),
        ]).OfType<NpgsqlBatchCommand>();

    private static NpgsqlBatchCommand? Of<T>(ColumnSet<T> columns, string sql, IReadOnlyList<T> rows) =>
        rows.Count == 0 ? null : columns.Command(sql, rows);

    private static string Insert<T>(string table, ColumnSet<T> columns) => $"INSERT INTO {table} ({columns.Names}) SELECT * FROM {columns.Rows}";
}

/// <summary>A link of a tenant.</summary>
internal readonly record struct LinkKey(string Tenant, string Link);

/// <summary>A call of a tenant.</summary>
internal readonly record struct CallKey(string Tenant, Guid Id);

/// <summary>A participant's row.</summary>
internal readonly record struct PartyRow(Call Call, Participant Participant, int Ordinal);

/// <summary>A family's row.</summary>
internal readonly record struct FamilyRow(string Tenant, string Link, string Family, DateTimeOffset StartedAt, Guid CallId);

/// <summary>A quarantined event's row.</summary>
internal readonly record struct QuarantineEntry(LedgerCommit Commit, QuarantinedRow Row, int Number);
