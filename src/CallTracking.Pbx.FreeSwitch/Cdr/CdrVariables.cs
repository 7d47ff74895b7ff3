using System.Globalization;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The channel variables of one leg at its end, under FreeSWITCH's own names, whichever kind of record they came with.</summary>
internal sealed class CdrVariables
{
    /// <summary>All that is asked for; a record's other variables, hundreds of them, are passed over.</summary>
    public static readonly HashSet<string> Wanted = new(StringComparer.Ordinal)
    {
        "uuid", "direction", "originator", "cc_member_session_uuid", "call_uuid", "bleg_uuid", "bridge_uuid", "last_bridge_to", "signal_bond",
        "caller_id_number", "caller_id_name", "destination_number", "context", "channel_name", "sip_gateway_name", "sofia_profile_name",
        "dialed_user", "start_stamp", "start_epoch", "start_uepoch", "answer_stamp", "answer_epoch", "answer_uepoch", "end_stamp", "end_epoch",
        "end_uepoch", "progress_stamp", "progress_epoch", "progress_uepoch", "bridge_stamp", "bridge_epoch", "bridge_uepoch", "duration",
        "billsec", "hangup_cause", "originate_disposition", "originate_causes", "sip_hangup_disposition", "current_application", "last_app",
        "current_application_data", "last_arg", "cc_queue", "cc_cause", "conference_name", "bridge_channel", "transfer_source",
        "last_bridge_proto_specific_hangup_cause", "other_loopback_leg_uuid",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Whether every variable that the leg had is there, as opposed to those of a template.</summary>
    public bool AreAll { get; init; }

    /// <summary>Whether the numbers are those of the end.</summary>
    public bool NumbersAreFinal { get; init; }

    /// <summary>Names of all applications that the leg went through; null when they are not written.</summary>
    public IReadOnlyCollection<string>? Applications { get; set; }

    /// <summary>The calling number at the leg's birth, where it is told apart from what became of it.</summary>
    public string? FirstCaller { get; set; }

    /// <summary>What a variable holds; null when it is empty or not there.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>Whether a variable that is not there was empty: else it may only not have been written.</summary>
    public bool Tells(string name) => AreAll || _values.ContainsKey(name);

    /// <summary>Takes a value in. The first of equal names counts.</summary>
    public void Add(string name, string value) => _values.TryAdd(name, value);

    /// <summary>A time, from the most exact of its spellings.</summary>
    /// <param name="what">For instance <c>start</c>.</param>
    /// <param name="local">The zone of the spelling that has none.</param>
    public DateTimeOffset? Time(string what, TimeZoneInfo local)
    {
        if (Number(what + "_uepoch") is { } micros and > 0)
        {
            return Instant(micros);
        }

        if (Number(what + "_epoch") is { } seconds and > 0 and < 253_402_300_800)
        {
            return Instant(seconds * 1_000_000);
        }

        Span<byte> text = stackalloc byte[32];
        return this[what + "_stamp"] is { Length: <= 32 } stamp && System.Text.Encoding.UTF8.TryGetBytes(stamp, text, out var length)
            && Records.LocalTimes.TryParse(text[..length], out var time) && time.Year is > 1 and < 9999
                ? new DateTimeOffset(time - Records.LocalTimes.OffsetIn(local, time), TimeSpan.Zero) : null;
    }

    /// <summary>A number that is not negative; null when there is none.</summary>
    public long? Number(string name) =>
        long.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTimeOffset? Instant(long micros) =>
        micros < 253_402_300_800_000_000 ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond) : null;
}
