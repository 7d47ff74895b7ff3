namespace CallTracking.LoadLab.Ledger;

/// <summary>The statements of both baselines: plain inserts into the product's schema.</summary>
internal static class LedgerSql
{
    public const string PutLink =
        "INSERT INTO ct_links (tenant, link, epoch, ordinal, seq, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, link) DO UPDATE SET "
        + "epoch = excluded.epoch, ordinal = excluded.ordinal, seq = excluded.seq, at = excluded.at";

    public static readonly string[] EventColumns = ["tenant", "link", "epoch", "ordinal", "first_seq", "last_seq", "at", "events"];

    public static string Insert(string table, string[] columns) =>
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(static (_, i) => $"${i + 1}"))})";

    public static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}

/// <summary>Which columns differ from call to call.</summary>
internal readonly record struct LedgerPlaces(int Id, int StartedAt, int FirstSeq)
{
    public static LedgerPlaces OfCalls(string[] columns) => new(
        Array.IndexOf(columns, "id"), Array.IndexOf(columns, "started_at"), Array.IndexOf(columns, "first_seq"));

    public static LedgerPlaces OfParticipants(string[] columns) => new(
        Array.IndexOf(columns, "call_id"), Array.IndexOf(columns, "started_at"), -1);
}
