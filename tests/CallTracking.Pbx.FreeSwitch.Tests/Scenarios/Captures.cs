using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallTracking.Pbx.Traces;
using CallTracking.Testing.FreeSwitch;

namespace CallTracking.Pbx.FreeSwitch.Scenarios;

/// <summary>Makes scenarios of captures: events that a link subscribes to, with the headers that tell something of a call, and numbers that
/// belong to nobody.</summary>
internal static partial class Captures
{
    private static readonly HashSet<string> Events =
    [
        "CHANNEL_CREATE", "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_UNBRIDGE", "CHANNEL_HOLD",
        "CHANNEL_UNHOLD", "CHANNEL_HANGUP_COMPLETE", "DTMF", "RECORD_START", "RECORD_STOP", "BACKGROUND_JOB", "HEARTBEAT", "SHUTDOWN", "CUSTOM",
    ];

    private static readonly HashSet<string> SubclassesLeftOut = ["sofia::pre_register", "sofia::register_attempt", "sofia::register_failure", "sofia::reinvite"];

    private static readonly string[] HeadersLeftOut =
    [
        "FreeSWITCH-", "Event-Date-Local", "Event-Date-GMT", "Event-Calling-", "Channel-Read-Codec", "Channel-Write-Codec", "Caller-Privacy-",
        "Caller-Screen-Bit", "Caller-Source", "Caller-Profile-", "Caller-Network-", "Caller-Dialplan", "Caller-Username", "Other-Leg-Privacy-",
        "Other-Leg-Screen-Bit", "Other-Leg-Source", "Other-Leg-Profile-", "Other-Leg-Network-", "Other-Leg-Dialplan", "Other-Leg-Username",
        "Session-", "Idle-CPU", "Max-Sessions", "network-", "user-agent", "rpid", "call-id", "contact", "presence-hosts", "sip_auth_",
    ];

    /// <summary>Writes the scenario of one capture's folder.</summary>
    public static void Convert(string capture, string scenario)
    {
        Directory.CreateDirectory(scenario);
        var transcript = EslTranscript.Of(Open(capture, "esl-json").ReadChunks(), Keep);
        if (File.Exists(Path.Combine(capture, "after-restart.raw")))
        {
            transcript = transcript.Then(EslTranscript.Of(Open(capture, "after-restart").ReadChunks(), Keep));
        }

        File.WriteAllText(Path.Combine(scenario, "esl.txt"), Renumber(transcript.ToString()));
        ConvertRecords(capture, scenario);
        var truth = JsonNode.Parse(Renumber(File.ReadAllText(Path.Combine(capture, "truth.json"))))!;
        var told = new JsonObject
        {
            ["description"] = (string?)truth["original"]?["notes"] ?? ((string)truth["scenario"]!).Replace('-', ' '),
            ["calls"] = truth["logical_calls"]!.DeepClone(),
        };
        File.WriteAllText(Path.Combine(scenario, "truth.json"), told.ToJsonString(new JsonSerializerOptions { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ReplaceLineEndings("\n") + "\n");
    }

    /// <summary>Records as they were written, but for numbers; of JSON records, of which each has 20 KiB, what the adapter may ask for: the
    /// variables it knows, the callers' profiles, names of applications. One array a scenario, a record a line.</summary>
    private static void ConvertRecords(string capture, string scenario)
    {
        if (File.Exists(Path.Combine(capture, "cdr.csv")))
        {
            File.WriteAllText(Path.Combine(scenario, "cdr.csv"), Renumber(File.ReadAllText(Path.Combine(capture, "cdr.csv"))));
        }

        var folder = Path.Combine(capture, "cdr-json");
        if (Directory.Exists(folder) && Directory.GetFiles(folder, "*.json") is { Length: > 0 } files)
        {
            var records = files.Order(StringComparer.Ordinal).Select(static file => Trim(JsonNode.Parse(Renumber(File.ReadAllText(file)))!.AsObject()).ToJsonString(AsItIs));
            File.WriteAllText(Path.Combine(scenario, "cdr.json"), $"[{string.Join(",\n", records)}]\n");
        }
    }

    private static JsonObject Trim(JsonObject record)
    {
        static JsonObject Only(JsonNode? from, Func<string, bool> isWanted) =>
            new(from!.AsObject().Where(one => isWanted(one.Key)).Select(static one => KeyValuePair.Create(one.Key, one.Value?.DeepClone())));
        var trimmed = Only(record, static name => name is "core-uuid" or "switchname");
        trimmed["channel_data"] = Only(record["channel_data"], static name => name is "state" or "direction");
        trimmed["variables"] = Only(record["variables"], CdrVariables.Wanted.Contains);
        if (record["app_log"]?["applications"] is JsonArray applications)
        {
            trimmed["app_log"] = new JsonObject
            {
                ["applications"] = new JsonArray([.. applications.Select(static one => Only(one, static name => name == "app_name"))]),
            };
        }

        trimmed["callflow"] = new JsonArray([.. record["callflow"]!.AsArray().Select(static one => new JsonObject
        {
            ["caller_profile"] = Only(one!["caller_profile"], static name => name is "uuid" or "chan_name" or "ani" or "rdnis" or "context"
                or "caller_id_name" or "caller_id_number" or "destination_number"),
        })]);
        return trimmed;
    }

    private static readonly JsonSerializerOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static TraceReader Open(string capture, string name) =>
        TraceReader.Open(Path.Combine(capture, name + ".raw"), Path.Combine(capture, name + ".timing.jsonl"));

    private static EslFrame? Keep(EslFrame frame)
    {
        if (!frame.IsEvent)
        {
            return frame.Name == "api/response" ? null : frame;
        }

        return Events.Contains(frame.Name) && !SubclassesLeftOut.Contains(frame["Event-Subclass"] ?? string.Empty)
            ? frame.With(static (name, value) => IsWanted(name) ? value : null)
            : null;
    }

    private static bool IsWanted(string name) =>
        !Array.Exists(HeadersLeftOut, prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        && (!name.StartsWith("variable_", StringComparison.Ordinal) || Variable().IsMatch(name["variable_".Length..]));

    /// <summary>The lab's customers and its own numbers, each in its place among the numbers kept for fiction.</summary>
    private static string Renumber(string text)
    {
        text = Customer().Replace(text, "1202555$1");
        return Own().Replace(text, static match => "120255501" + match.Groups[1].Value switch { "0111" => "12", "0999" => "99", var other => other[2..] });
    }

    [GeneratedRegex(@"1415555(01\d\d)")]
    private static partial Regex Customer();

    [GeneratedRegex(@"1800555(0\d\d\d)")]
    private static partial Regex Own();

    [GeneratedRegex(
        "^(originator|originating_leg_uuid|originate_.*|originated_legs|origination_.*|other_loopback_.*|loopback_.*|is_loopback|sip_gateway.*|sofia_profile_name"
        + "|dialed_.*|cc_.*|bridge_.*|last_bridge_.*|signal_bond|endpoint_disposition|transfer_.*|hold_.*|sip_hangup_.*|sip_redirect.*|sip_re[qf]_user"
        + "|sip_to_user|sip_from_user|sip_from_display|sip_refer_to|sip_h_.*|sip_invite_failure_.*|sip_term_.*|sip_reason|current_application.*|DIALSTATUS"
        + "|hangup_.*|proto_specific_hangup_cause|record_.*|playback_ms|read_result|DP_MATCH|conference_.*|valet_.*|park.*|direction|presence_id"
        + "|user_name|domain_name|effective_.*|ct_.*|.*_uepoch|billsec|billmsec|duration|mduration|call_timeout|call_completed_elsewhere|digits_.*"
        + "|max_forwards|outbound_.*|pre_transfer_.*|uuid_bridge|verto_.*|intercept.*|fifo_.*|voicemail_.*|channel_name|rating.*|survey.*|ivr_.*|menu_.*)$")]
    private static partial Regex Variable();
}
