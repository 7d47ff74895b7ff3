using System.Globalization;
using System.Text.Json;
using CallTracking.Calls;

namespace CallTracking.Truth;

/// <summary>One call as the phones knew it, and what of it a ledger's call gets wrong.</summary>
internal sealed class TrueCall(JsonElement truth, string witness = "asterisk-ami")
{
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["abandoned in IVR"] = "abandonedInIvr",
        ["abandoned"] = "abandonedInQueue",
        ["queue timeout"] = "queueTimeout",
    };

    /// <summary>When the first party called.</summary>
    public DateTimeOffset? StartedAt => Number("started_at") is { } start ? DateTimeOffset.UnixEpoch.AddSeconds(start) : null;

    public bool IsVisible => !truth.TryGetProperty("invisible_to", out var hidden)
        || hidden.EnumerateArray().All(one => one.GetString() != witness);

    /// <summary>Reads the calls of a scenario.</summary>
    /// <param name="path">The file.</param>
    /// <param name="witness">To whom calls may be invisible.</param>
    public static IReadOnlyList<TrueCall> Load(string path, string witness) => [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement
        .GetProperty("calls").EnumerateArray().Select(call => new TrueCall(call.Clone(), witness))];

    /// <summary>Pairs calls so that the fewest facts fail, and returns the complaints.</summary>
    public static IReadOnlyList<string> Judge(IReadOnlyList<TrueCall> truths, IReadOnlyList<Call> ledger, double slack = 1)
    {
        var calls = LedgerDocument.From(ledger, 0).Calls.ToList();
        var visible = truths.Where(call => call.IsVisible).ToList();
        List<string> complaints = calls.Count == visible.Count ? [] : [$"calls: {calls.Count}, true {visible.Count}"];
        foreach (var truth in visible)
        {
            var best = calls.MinBy(call => truth.Complaints(call, slack).Count());
            if (best is null)
            {
                complaints.Add("a call is missing");
                continue;
            }

            calls.Remove(best);
            complaints.AddRange(truth.Complaints(best, slack));
        }

        return complaints;
    }

    /// <summary>What a witness that cannot know everything says, and what is true, field by field; times within a second are equal.</summary>
    public IEnumerable<(string Field, string? Got, string? True)> Compare(LedgerCall call)
    {
        (string, string?, string?) Near(string field, DateTimeOffset? got, double truth) =>
            Seconds(got) is { } seconds && Math.Abs(seconds - truth) <= 1 ? (field, "", "") : (field, got?.ToString("O"), truth.ToString(CultureInfo.InvariantCulture));
        yield return ("direction", call.Direction, Text("direction"));
        if (Has("external_number"))
        {
            yield return ("externalNumber", call.ExternalNumber, Party(Text("external_number")));
        }

        yield return ("outcome", call.Outcome, Camel(Text("disposition")!));
        if (Number("started_at") is { } start)
        {
            yield return Near("startedAt", call.StartedAt, start);
        }

        if (Number("ended_at") is { } end)
        {
            yield return Near("endedAt", call.EndedAt, end);
        }

        if (Has("answered_by"))
        {
            yield return ("answeredBy", Party(call.AnsweredBy), Party(Text("answered_by")));
        }

        if (Text("queue") is { } queue)
        {
            yield return ("queue", call.Queue, queue);
        }

        if (Text("direction") == "inbound" && Text("dialed") is { } dialed)
        {
            yield return ("dialedNumber", call.DialedNumber, dialed);
        }
    }

    private static string? Party(string? text)
    {
        var word = text?.Split(' ')[^1];
        return word is { Length: >= 9 } && word.TrimStart('+').All(char.IsAsciiDigit) ? "+" + word.TrimStart('+') : word;
    }

    private static double? Seconds(DateTimeOffset? at) => at is { } known ? (known - DateTimeOffset.UnixEpoch).TotalSeconds : null;

    private IEnumerable<string> Complaints(LedgerCall call, double slack)
    {
        string? Same(string what, string? got, string? want) => got == want ? null : $"{what}: {got}, true {want}";
        string? Near(string what, double? got, double want, double tolerance) =>
            got is { } known && Math.Abs(known - want) <= tolerance * slack ? null : $"{what}: {got}, true {want}";
        var outcome = Camel(Text("disposition")!);
        var voicemail = outcome == "voicemail";
        IEnumerable<string?> All()
        {
            yield return Same("direction", call.Direction, Text("direction"));
            yield return Has("external_number") ? Same("externalNumber", call.ExternalNumber, Party(Text("external_number"))) : null;
            yield return Same("outcome", call.Outcome, outcome);
            yield return Has("answered_by") ? Same("answeredBy", Party(call.AnsweredBy), Party(Text("answered_by"))) : null;
            yield return Text("last_agent") is { } last ? Same("lastParty", Party(call.LastParty), Party(last)) : null;
            yield return Text("ended_by") is "caller" or "callee" or "pbx" ? Same("endedBy", call.EndedBy, Text("ended_by")) : null;
            yield return Number("wait_s") is { } wait && !voicemail ? Near("wait", call.WaitSeconds, wait, 0.35) : null;
            yield return Number("talk_s") is { } talk ? Near("connected", call.ConnectedSeconds, talk, 0.5) : null;
            yield return Number("hold_s") is { } hold ? Near("hold", call.HoldSeconds, hold, 0.35) : null;
            yield return Text("queue") is { } queue ? Same("queue", call.Queue, queue) : null;
            yield return Number("started_at") is { } start ? Near("startedAt", Seconds(call.StartedAt), start, 0.5) : null;
            yield return Number("ended_at") is { } end && !voicemail ? Near("endedAt", Seconds(call.EndedAt), end, 0.5) : null;
            yield return Text("direction") == "inbound" && Text("dialed") is { } dialed ? Same("dialed", call.DialedNumber, dialed) : null;
            yield return Text("reason") is { } reason && Reasons.TryGetValue(reason, out var missed)
                ? Same("missedReason", call.MissedReason, missed) : null;
            foreach (var rang in Each("rang"))
            {
                yield return call.Participants.Any(p => p.Rang && Party(p.Party) == Party(rang.GetString())) ? null : $"rang: not {rang}";
            }

            foreach (var talked in Each("talked"))
            {
                var who = Party(talked.GetProperty("ext").GetString());
                var length = talked.GetProperty("s").GetDouble();
                yield return call.Participants.Any(p => Party(p.Party) == who && Math.Abs(p.TalkSeconds - length) <= 0.5 * slack)
                    ? null : $"talked: not {who} for {length}";
            }

            yield return Pressed() is { } keys && !string.Concat(call.Digits.Select(d => d.Digits)).Contains(keys, StringComparison.Ordinal)
                ? $"digits: not {keys}" : null;
            yield return Move() is { } move && !call.Transfers.Any(t => (t.Kind, Party(t.From), Party(t.To), t.Completed) == move)
                ? $"transfer: not {move}" : null;
            yield return Text("missed_reason") is { } why ? Same("missedReason", call.MissedReason, why) : null;
            yield return truth.TryGetProperty("lost_in_transfer", out var lost)
                ? Same("lostInTransfer", call.LostInTransfer.ToString(), lost.GetBoolean().ToString()) : null;
            yield return Has("transfers")
                ? Same("transfers", string.Join("; ", call.Transfers.Select(t => Moved(t.Kind, t.From, t.To, t.Completed))), Moves()) : null;
            foreach (var result in Members("results"))
            {
                yield return Same(
                    $"result of {result.Name}", call.Participants.FirstOrDefault(p => Party(p.Party) == Party(result.Name))?.Result,
                    result.Value.GetString());
            }

            yield return Text("caller_name") is { } name ? Same("callerName", call.CallerName, name) : null;
        }

        return All().OfType<string>();
    }

    private string? Pressed() => Text("dtmf") ?? Inner("ivr", "choice") ?? Inner("rating", "value");

    private (string Kind, string? From, string? To, bool Completed)? Move()
    {
        if (Has("parked"))
        {
            return ("park", Party(Inner("parked", "by")), Party(Inner("parked", "retrieved_by")), true);
        }

        if (Has("forwarded"))
        {
            return ("forward", Party(Inner("forwarded", "by")), Party(Inner("forwarded", "to")), true);
        }

        return Has("transfer")
            ? (Inner("transfer", "kind")!.Split(' ')[0], Party(Inner("transfer", "from")), Party(Inner("transfer", "to")),
                truth.GetProperty("transfer").GetProperty("completed").GetBoolean())
            : null;
    }

    /// <summary>Every move in order, none more.</summary>
    private string Moves() => string.Join("; ", Each("transfers").Select(t => Moved(
        t.GetProperty("kind").GetString()!, t.GetProperty("from").GetString(), t.GetProperty("to").GetString(), t.GetProperty("completed").GetBoolean())));

    private static string Moved(string kind, string? from, string? to, bool completed) =>
        $"{kind} {Party(from)} to {Party(to) ?? "nobody"}{(completed ? "" : " not completed")}";

    private JsonElement.ObjectEnumerator Members(string name) => truth.TryGetProperty(name, out var value) ? value.EnumerateObject() : default;

    private bool Has(string name) => truth.TryGetProperty(name, out _);

    private string? Text(string name) =>
        truth.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private double? Number(string name) =>
        truth.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private string? Inner(string outer, string name) =>
        truth.TryGetProperty(outer, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var inner)
            ? inner.ToString() : null;

    private JsonElement.ArrayEnumerator Each(string name) => truth.TryGetProperty(name, out var list) ? list.EnumerateArray() : default;

    private static string Camel(string snake) => string.Concat(snake.Split('_').Select((word, i) =>
        i == 0 ? word : char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
