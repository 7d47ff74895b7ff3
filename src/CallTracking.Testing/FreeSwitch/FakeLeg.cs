using System.Globalization;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>A leg of the fake PBX's own making, and how FreeSWITCH speaks of it.</summary>
internal sealed class FakeLeg(string id, string name, bool isInbound, DateTimeOffset createdAt)
{
    public string Id => id;

    public bool IsInbound => isInbound;

    public string Number { get; set; } = string.Empty;

    public string CallerNumber { get; init; } = string.Empty;

    public string CallerName { get; init; } = string.Empty;

    public string Context { get; init; } = "default";

    public string? Originator { get; init; }

    public Dictionary<string, string> Variables { get; } = [];

    public DateTimeOffset? ProgressAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? BridgedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public DateTimeOffset? HeldAt { get; set; }

    public FakeLeg? Partner { get; set; }

    /// <summary>What it does when its partner is gone; null to end too.</summary>
    public Action? Goes { get; set; }

    public IEnumerable<(string Name, string Value)> Headers()
    {
        var direction = isInbound ? "inbound" : "outbound";
        var (state, callState, answerState) = EndedAt is not null ? ("CS_REPORTING", "HANGUP", "hangup")
            : AnsweredAt is null ? (isInbound ? "CS_EXECUTE" : "CS_CONSUME_MEDIA", ProgressAt is null ? "DOWN" : isInbound ? "EARLY" : "RINGING", "ringing")
            : (isInbound ? "CS_EXECUTE" : "CS_EXCHANGE_MEDIA", HeldAt is null ? "ACTIVE" : "HELD", "answered");
        List<(string, string)> headers =
        [
            ("Channel-State", state), ("Channel-Call-State", callState), ("Channel-State-Number", "4"), ("Channel-Name", name), ("Unique-ID", id),
            ("Call-Direction", direction), ("Presence-Call-Direction", direction), ("Channel-HIT-Dialplan", isInbound ? "true" : "false"),
            ("Channel-Call-UUID", Originator ?? id), ("Answer-State", answerState), ("Caller-Direction", direction), ("Caller-Logical-Direction", direction),
            ("Caller-Caller-ID-Name", CallerName), ("Caller-Caller-ID-Number", CallerNumber), ("Caller-Orig-Caller-ID-Name", CallerName),
            ("Caller-Orig-Caller-ID-Number", CallerNumber), ("Caller-ANI", CallerNumber), ("Caller-Destination-Number", Number), ("Caller-Unique-ID", id),
            ("Caller-Context", Context), ("Caller-Channel-Name", name), ("Caller-Channel-Created-Time", At(createdAt)),
            ("Caller-Channel-Answered-Time", At(AnsweredAt)), ("Caller-Channel-Progress-Time", At(ProgressAt)), ("Caller-Channel-Progress-Media-Time", "0"),
            ("Caller-Channel-Hangup-Time", At(EndedAt)), ("Caller-Channel-Transfer-Time", "0"), ("Caller-Channel-Resurrect-Time", "0"),
            ("Caller-Channel-Bridged-Time", At(BridgedAt)), ("Caller-Channel-Last-Hold", "0"), ("Caller-Channel-Hold-Accum", "0"),
            ("variable_direction", direction), ("variable_channel_name", name),
        ];
        if (name.Split('/') is ["sofia", var profile, ..])
        {
            headers.Add(("variable_sofia_profile_name", profile));
        }

        if (Originator is { } originator)
        {
            headers.AddRange([("Other-Type", "originator"), ("Other-Leg-Unique-ID", originator), ("variable_originator", originator),
                ("variable_originating_leg_uuid", originator)]);
        }

        if (Partner is { } partner)
        {
            headers.AddRange([("variable_signal_bond", partner.Id), ("variable_bridge_uuid", partner.Id), ("variable_last_bridge_to", partner.Id)]);
        }

        headers.AddRange(Variables.Select(static one => ("variable_" + one.Key, one.Value)));
        return headers;
    }

    private static string At(DateTimeOffset? at) => at is { } known
        ? ((known - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture) : "0";
}
