using System.Globalization;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>One leg as its last event told it, with what later events of others changed.</summary>
internal sealed class EslLeg(string id, DateTimeOffset at)
{
    private const string BondHeader = "variable_signal_bond";
    private const string BridgedHeader = "Caller-Channel-Bridged-Time";

    // What belongs to an event, not to the leg.
    private static readonly string[] NotOfTheLeg =
        ["Event-", "Core-UUID", "Bridge-", "Hangup-Cause", "DTMF-", "Record-", "CC-", "Content-Length", "Job-", "Conference-", "Member-"];

    private List<KeyValuePair<string, string>> _headers = [];
    private List<KeyValuePair<string, string>> _first = [];
    private string? _bridgedAt;

    public string Id => id;

    public DateTimeOffset SeenAt => at;

    /// <summary>With whom it talks.</summary>
    public string? Bond { get; set; }

    public string? Application { get; set; }

    public string? CallState { get; set; }

    public string? this[string header] => Value(_headers, header);

    public static string Microseconds(DateTimeOffset at) =>
        ((at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    public void Take(EslFrame frame, bool isFirst)
    {
        _headers = [.. frame.Headers.Where(static one => !Array.Exists(NotOfTheLeg, prefix => one.Key.StartsWith(prefix, StringComparison.Ordinal)))];
        _first = isFirst ? _headers : _first;
        Application = this["variable_current_application"] ?? Application;
        if (isFirst && frame.Name != "CHANNEL_CREATE")
        {
            Bond = this[BondHeader];
        }

        if (frame.Name is not ("CHANNEL_HOLD" or "CHANNEL_UNHOLD") && this["Channel-Call-State"] is not "ACTIVE")
        {
            CallState = null;
        }
    }

    public void Bridge(EslLeg other, DateTimeOffset bridgedAt)
    {
        Bond = other.Id;
        _bridgedAt = Microseconds(bridgedAt);
    }

    /// <summary>What a dump says.</summary>
    public IEnumerable<(string Name, string Value)> Now()
    {
        foreach (var (name, value) in _headers)
        {
            switch (name)
            {
                case BondHeader or "variable_bridge_uuid" or "variable_current_application":
                    break;
                case BridgedHeader:
                    yield return (name, _bridgedAt ?? value);
                    break;
                case "Channel-Call-State":
                    yield return (name, State());
                    break;
                default:
                    yield return (name, value);
                    break;
            }
        }

        if (Application is { } application)
        {
            yield return ("variable_current_application", application);
        }

        if ((Bond ?? this["variable_bridge_uuid"]) is { } partner)
        {
            yield return ("variable_bridge_uuid", partner);
        }

        if (Bond is { } bond)
        {
            yield return (BondHeader, bond);
        }
    }

    /// <summary>What a list of channels says.</summary>
    public IReadOnlyList<(string Name, string Value)> Row()
    {
        var created = long.TryParse(this["Caller-Channel-Created-Time"], NumberStyles.None, CultureInfo.InvariantCulture, out var us) ? us / 1_000_000 : 0;
        var callId = this["Channel-Call-UUID"] is { } call && (call != id || Bond is not null) ? call : string.Empty;
        return
        [
            ("uuid", id), ("direction", Get("Call-Direction")),
            ("created", DateTimeOffset.FromUnixTimeSeconds(created).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
            ("created_epoch", created.ToString(CultureInfo.InvariantCulture)), ("name", Get("Channel-Name")), ("state", Get("Channel-State")),
            ("cid_name", Get("Caller-Caller-ID-Name")), ("cid_num", Get("Caller-Caller-ID-Number")), ("ip_addr", Get("Caller-Network-Addr")),
            ("dest", Get("Caller-Destination-Number")), ("application", Application ?? string.Empty),
            ("application_data", Get("variable_current_application_data")), ("dialplan", "XML"), ("context", Get("Caller-Context")),
            ("read_codec", string.Empty), ("read_rate", string.Empty), ("read_bit_rate", string.Empty), ("write_codec", string.Empty),
            ("write_rate", string.Empty), ("write_bit_rate", string.Empty), ("secure", string.Empty), ("hostname", "pbx1"),
            ("presence_id", Get("Channel-Presence-ID")), ("presence_data", string.Empty), ("accountcode", Get("variable_accountcode")),
            ("callstate", State()), ("callee_name", Get("Caller-Callee-ID-Name")), ("callee_num", Get("Caller-Callee-ID-Number")),
            ("callee_direction", string.Empty), ("call_uuid", callId), ("sent_callee_name", string.Empty), ("sent_callee_num", string.Empty),
            ("initial_cid_name", First("Caller-Caller-ID-Name")), ("initial_cid_num", First("Caller-Caller-ID-Number")),
            ("initial_ip_addr", First("Caller-Network-Addr")), ("initial_dest", First("Caller-Destination-Number")), ("initial_dialplan", "XML"),
            ("initial_context", First("Caller-Context")),
        ];
    }

    private string State() => CallState ?? Get("Channel-Call-State");

    private string Get(string header) => this[header] ?? string.Empty;

    private string First(string header) => Value(_first, header) ?? string.Empty;

    private static string? Value(List<KeyValuePair<string, string>> headers, string header)
    {
        foreach (var (name, value) in headers)
        {
            if (name == header)
            {
                return value;
            }
        }

        return null;
    }
}
