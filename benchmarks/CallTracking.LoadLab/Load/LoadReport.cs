using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallTracking.LoadLab.Load;

/// <summary>A run of <c>load</c> for people and for programs. Everything is told, nothing asserted but that no call was lost.</summary>
internal sealed record LoadReport(Machine Machine, string Feed, IReadOnlyList<BurstResult>? Burst, PacedResult? Paced, StoreResult? Store)
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public bool NothingLost => Store?.IsComplete ?? true;

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public string ToText()
    {
        var text = new StringBuilder("# LoadLab: load\n\n");
        foreach (var line in Machine.Lines())
        {
            text.Append("- ").Append(line).Append('\n');
        }

        text.Append(Invariant, $"- Feed: {Feed}\n\n");
        foreach (var line in Lines())
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    private IEnumerable<string> Lines() =>
        Burst is not null ? OfBurst(Burst) : Paced is not null ? OfPaced(Paced) : Store is not null ? OfStore(Store) : [];

    private static IEnumerable<string> OfBurst(IReadOnlyList<BurstResult> burst)
    {
        yield return "Socket to handler, everything at once (the sender shares the machine):";
        yield return "";
        yield return "| reader | events/s | ratio to drain | least–most events/s |";
        yield return "|---|--:|--:|--:|";
        foreach (var one in burst)
        {
            yield return string.Create(Invariant, $"| {one.Name} | {one.EventsPerSecond:N0} | {one.Ratio:F2} | {one.Low:N0}–{one.High:N0} |");
        }
    }

    private static IEnumerable<string> OfPaced(PacedResult run)
    {
        yield return string.Create(Invariant, $"- {run.WireEvents:N0} wire events of {run.Calls:N0} calls in {run.Vitals.Seconds:F1} s: "
            + $"{run.WireEvents / run.Vitals.Seconds:N0} events/s; {run.MappedEvents:N0} mapped events reached the handler.");
        yield return $"- Written → handled: {run.Handled}.";
        yield return $"- Due on the wire → handled, the sender's own delays included: {run.HandledSinceDue}.";
        foreach (var line in OfVitals(run.Vitals, run.FeedCpuSeconds))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> OfStore(StoreResult run)
    {
        yield return string.Create(Invariant, $"- {run.WireEvents:N0} wire events of {run.Calls:N0} calls in {run.Vitals.Seconds:F1} s: "
            + $"{run.WireEvents / run.Vitals.Seconds:N0} events/s, {run.Calls / run.Vitals.Seconds:N0} calls/s, all stages, durable.");
        yield return string.Create(Invariant, $"- {run.Ended:N0} calls ended in the feed, {run.Stored:N0} are in the ledger, {run.Quarantined:N0} events quarantined, "
            + $"{run.SkippedByClient:N0} changes skipped by the slow client: {(run.IsComplete ? "nothing lost" : "CALLS ARE MISSING")}.");
        yield return $"- Hang-up → durable and in the feed: {run.Durable}.";
        yield return $"- First ring → pop (durable and in the feed): {run.Pop}.";
        yield return $"- Commit: {run.Commit}.";
        if (run.Lag is { } lag)
        {
            yield return $"- Newest event of a commit → durable: {lag}.";
        }

        foreach (var line in OfVitals(run.Vitals, run.FeedCpuSeconds))
        {
            yield return line;
        }

        yield return string.Create(Invariant, $"- Database: {run.FileBytes / 1e6:N0} MB, {(double)run.FileBytes / Math.Max(1, run.Stored):N0} bytes per call.");
        yield return string.Create(Invariant, $"- CPU per call, without the sender: {(run.Vitals.CpuSeconds - run.FeedCpuSeconds) * 1e6 / Math.Max(1, run.Calls):N0} µs; "
            + $"allocated per call: {(double)run.Vitals.AllocatedBytes / Math.Max(1, run.Calls):N0} bytes.");
        yield return "";
        yield return "| second | calls | working set MB | heap MB | backlog | GC pauses ms |";
        yield return "|--:|--:|--:|--:|--:|--:|";
        foreach (var one in Thin(run.Vitals.Series))
        {
            yield return string.Create(Invariant, $"| {one.Second:F0} | {one.Calls:N0} | {one.WorkingSet:F0} | {one.Heap:F0} | {one.Backlog:N0} | {one.Pauses:F0} |");
        }
    }

    private static IEnumerable<string> OfVitals(VitalsResult vitals, double feedCpu)
    {
        yield return string.Create(Invariant, $"- CPU: {vitals.CpuSeconds:F1} s, of which the sender {feedCpu:F1} s: the product took "
            + $"{(vitals.CpuSeconds - feedCpu) / vitals.Seconds:P1} of one core.");
        yield return $"- Memory (sender included): {vitals.Memory}.";
        yield return $"- GC: {vitals.Collections}.";
        yield return string.Create(Invariant, $"- Backlog: at most {vitals.MostBacklog:N0} events.");
    }

    private static IEnumerable<VitalSigns> Thin(IReadOnlyList<VitalSigns> series)
    {
        const int Rows = 24;
        var step = Math.Max(1, series.Count / Rows);
        return series.Where((_, i) => i % step == 0 || i == series.Count - 1);
    }

}
