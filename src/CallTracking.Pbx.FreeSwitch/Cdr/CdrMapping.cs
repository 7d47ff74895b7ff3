using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Maps the record of one leg to common words; here FreeSWITCH's vocabulary (uuids, applications, dispositions) ends.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CdrMapping(TimeZoneInfo local)
{
    /// <summary>What kind of record it is.</summary>
    public const string Source = "cdr";

    /// <summary>FreeSWITCH's own text where a program gives no calling number.</summary>
    private const string NoCaller = "0000000000";

    /// <summary>So soon after its start a leg ends that nobody was asked for.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    /// <summary>A caller's line is connected and bridged within this of the answer that it waited for; FreeSWITCH's clock has 20 ms.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);

    private static readonly HashSet<string> NotJustListening = new(StringComparer.Ordinal)
    {
        "bridge", "callcenter", "fifo", "conference", "voicemail", "intercept", "pickup", "eavesdrop", "three_way", "valet_park", "att_xfer",
        "record_session", "rxfax", "txfax", "socket", "lua", "javascript", "httapi", "python", "perl", "managed", "spandsp_start_fax_detect",
    };

    /// <summary>Maps a record.</summary>
    /// <returns>Null when it is none: it has neither a name nor a start.</returns>
    public FinishedRecord? Map(CdrVariables leg)
    {
        if (leg["uuid"] is not { Length: <= 256 } uuid || leg.Time("start", local) is not { } start)
        {
            return null;
        }

        var end = leg.Time("end", local) ?? (leg.Number("duration") is { } seconds and < 31_536_000 ? start.AddSeconds(seconds) : null);
        var answer = leg.Time("answer", local);
        var name = leg["channel_name"];
        var isDevice = name is null || Channel.IsDeviceName(name);
        var (role, family) = KinOf(leg, uuid, isDevice);
        var place = PlaceOf(leg, role);
        var other = role == RecordRole.Calling ? AnsweredThrough(leg, answer) : null;
        var isPickedUp = leg.NumbersAreFinal && leg["originate_disposition"] == HangupCauses.PickedOff;
        var caller = leg.FirstCaller ?? leg["caller_id_number"];
        var cause = leg["hangup_cause"];
        return new FinishedRecord(
            Source, KeyOf(leg, uuid, start), new LegId(uuid), family is null ? null : new LegId(family), uuid, PartnerOf(leg, place),
            NamesRecur: !IsUnique(uuid) || (family is not null && !IsUnique(family)), role,
            isDevice && name is not null ? Channel.EndpointOf(name, leg["direction"] == "outbound" ? leg["dialed_user"] : null) : null,
            other, isPickedUp || caller == NoCaller ? null : caller,
            isPickedUp || (leg.FirstCaller is not null && leg.FirstCaller != leg["caller_id_number"]) ? null : leg["caller_id_name"],
            leg["destination_number"], OtherNumber: null, leg["context"], place, PlaceNameOf(leg, place), Step: null, start, answer, end,
            ResultOf(leg, role, place, start, answer, end), cause, Order: null)
        {
            IsWholeLeg = true,
            NumbersAreFinal = leg.NumbersAreFinal,
            Gateway = leg["sip_gateway_name"],
            Interface = leg["sofia_profile_name"] ?? (name is null ? null : Channel.InterfaceOf(name)),
            RangAt = leg.Time("progress", local),
            EndedBy = HangupCauses.IsByApplication(cause) ? HangupOrigin.Application
                : HangupCauses.IsShutdown(cause) ? HangupOrigin.Shutdown
                : leg["sip_hangup_disposition"] is { } by && by.StartsWith("recv_", StringComparison.Ordinal) ? HangupOrigin.Party : null,
        };
    }

    /// <summary>How the leg came to be, and the leg for whose sake it did. FreeSWITCH says it in <c>direction</c> and <c>originator</c>; a
    /// template may have neither.</summary>
    private static (RecordRole Role, string? Family) KinOf(CdrVariables leg, string uuid, bool isDevice)
    {
        var originator = leg["originator"] ?? leg["cc_member_session_uuid"];
        if (originator == uuid)
        {
            originator = null;
        }

        if (!isDevice)
        {
            return (RecordRole.Helper, originator ?? leg["other_loopback_leg_uuid"] ?? uuid);
        }

        if (IsIntercept(leg) && leg["current_application_data"]?.Split(' ')[^1] is { Length: > 0 } taken && taken != uuid)
        {
            // It took the call of another leg, for whose sake it is there from then on.
            return (leg["direction"] == "outbound" && originator is null ? RecordRole.Placed : RecordRole.Called, taken);
        }

        switch (leg["direction"])
        {
            case "inbound":
                return (RecordRole.Calling, uuid);
            case "outbound" when originator is not null:
                return (RecordRole.Called, originator);
            case "outbound" when leg.Tells("originator"):
                return (RecordRole.Placed, uuid);
            case "outbound" when leg.Tells("call_uuid"):
                return OutboundOf(leg, uuid);
            default:
                // It may have called in, been called, or been placed by a program: it can only confirm what was seen.
                return (RecordRole.Called, originator);
        }
    }

    private static (RecordRole Role, string? Family) OutboundOf(CdrVariables leg, string uuid)
    {
        if (leg["call_uuid"] is { } call && call != uuid)
        {
            return (RecordRole.Called, call);
        }

        if (leg["bleg_uuid"] is null && leg["bridge_uuid"] is { } partner)
        {
            return (RecordRole.Called, partner);
        }

        // It was joined to another without having dialled it: it took the other's call.
        return leg["bleg_uuid"] is { } joined && leg.Tells("originate_disposition") && leg["originate_disposition"] is null
            ? (RecordRole.Placed, joined) : (RecordRole.Placed, uuid);
    }

    private static string? PartnerOf(CdrVariables leg, RecordPlace place) =>
        place == RecordPlace.Feature && !IsIntercept(leg) ? null
        : leg["bridge_uuid"] ?? leg["last_bridge_to"] ?? leg["signal_bond"] ?? leg["bleg_uuid"];

    /// <summary>The device whose answer connected the caller's line, from the caller's record alone: rung and not connected before, and in one
    /// conversation from then on. Outside numbers are left out, since the trunk is not named.</summary>
    private string? AnsweredThrough(CdrVariables leg, DateTimeOffset? answer)
    {
        if (leg["bridge_channel"] is not { } name || leg["bridge_uuid"] is null || leg["originate_disposition"] != "SUCCESS"
            || leg["transfer_source"] is not null || leg["last_bridge_proto_specific_hangup_cause"] is { } said && said != "sip:200"
            || !(leg.Time("progress", local) < answer) || (leg.Time("bridge", local) - answer)?.Duration() > Together || !Channel.IsDeviceName(name))
        {
            return null;
        }

        var device = Channel.EndpointOf(name, null);
        return device.Length < 7 && !device.StartsWith('+') ? device : null;
    }

    private static bool IsIntercept(CdrVariables leg) => leg["current_application"] is "intercept" or "pickup";

    private static RecordPlace PlaceOf(CdrVariables leg, RecordRole role) => (leg["current_application"] ?? leg["last_app"]) switch
    {
        null => role is RecordRole.Called ? RecordPlace.Parties : RecordPlace.Unknown,
        "bridge" or "att_xfer" => RecordPlace.Parties,
        "callcenter" or "fifo" => RecordPlace.Queue,
        "voicemail" => RecordPlace.Mailbox,
        "conference" => RecordPlace.Room,
        "valet_park" => RecordPlace.Parking,
        "intercept" or "pickup" or "eavesdrop" or "three_way" => RecordPlace.Feature,
        "hangup" or "respond" or "deflect" => RecordPlace.Ending,
        _ => leg["cc_queue"] is not null && role == RecordRole.Calling && leg["bridge_uuid"] is null ? RecordPlace.Queue : RecordPlace.Announcement,
    };

    private static string? PlaceNameOf(CdrVariables leg, RecordPlace place) => place switch
    {
        RecordPlace.Queue => leg["cc_queue"] ?? leg["current_application_data"],
        RecordPlace.Room => leg["conference_name"] ?? (leg["current_application_data"] ?? leg["last_arg"])?.Split('@', '+')[0],
        _ => null,
    };

    private static RecordResult ResultOf(
        CdrVariables leg, RecordRole role, RecordPlace place, DateTimeOffset start, DateTimeOffset? answer, DateTimeOffset? end)
    {
        if (role != RecordRole.Calling)
        {
            return answer is not null ? RecordResult.Answered : OfCalled(leg["hangup_cause"]);
        }

        if (answer is not null)
        {
            return GaveUp(leg, place) ? RecordResult.Cancelled : RecordResult.Answered;
        }

        return leg["originate_causes"] is { } causes ? OfCauses(causes)
            : OfCaller(leg, isAtOnce: leg.AreAll ? leg["originate_disposition"] is null or "USER_NOT_REGISTERED" : end - start <= AtOnce);
    }

    private static RecordResult OfCalled(string? cause) => cause is "LOSE_RACE" or HangupCauses.PickedOff
        ? RecordResult.Elsewhere : HangupCauses.OfCalled(cause) switch
        {
            DialResult.Busy => RecordResult.Busy,
            DialResult.Declined => RecordResult.Declined,
            DialResult.NoAnswer => RecordResult.NoAnswer,
            DialResult.Cancelled => RecordResult.Cancelled,
            DialResult.Forwarded => RecordResult.Forwarded,
            DialResult.NoSuchNumber => RecordResult.NoSuchNumber,
            DialResult.Congested => RecordResult.Congested,
            DialResult.Unavailable => RecordResult.Failed,
            _ => RecordResult.Unknown,
        };

    /// <summary>The results of all that were asked, as the caller's leg lists them: <c>uuid;CAUSE</c> each.</summary>
    private static RecordResult OfCauses(string causes)
    {
        var results = new HashSet<RecordResult>();
        foreach (var one in causes.Replace("ARRAY::", "", StringComparison.Ordinal).Split("|:", 256))
        {
            var at = one.IndexOf(';', StringComparison.Ordinal);
            results.Add(OfCalled(at < 0 ? null : one[(at + 1)..]));
        }

        return results.Contains(RecordResult.Cancelled) ? RecordResult.Cancelled
            : results.Overlaps([RecordResult.Unknown, RecordResult.Elsewhere, RecordResult.Forwarded]) ? RecordResult.Unknown
            : results.Contains(RecordResult.NoAnswer) ? RecordResult.NoAnswer
            : results.SetEquals([RecordResult.Busy]) ? RecordResult.Busy
            : results.IsSubsetOf([RecordResult.Failed, RecordResult.Congested, RecordResult.NoSuchNumber]) ? RecordResult.Failed
            : results.Contains(RecordResult.Declined) ? RecordResult.Declined
            : RecordResult.Unknown;
    }

    /// <summary>Without that list only what every attempt must have had in common: a caller's cause is that of the last one.</summary>
    private static RecordResult OfCaller(CdrVariables leg, bool isAtOnce) => (leg["originate_disposition"] ?? leg["hangup_cause"]) switch
    {
        "ORIGINATOR_CANCEL" => RecordResult.Cancelled,
        "NO_ANSWER" or "NO_USER_RESPONSE" or "ALLOTTED_TIMEOUT" => RecordResult.NoAnswer,
        "USER_NOT_REGISTERED" or "SUBSCRIBER_ABSENT" when isAtOnce => RecordResult.Failed,
        var cause when isAtOnce && leg["originate_disposition"] is null && HangupCauses.OfCaller(cause) == DialResult.NoSuchNumber =>
            RecordResult.NoSuchNumber,
        _ => RecordResult.Unknown,
    };

    /// <summary>Whether the party hung up in a queue or a menu without ever having been with anybody.</summary>
    private static bool GaveUp(CdrVariables leg, RecordPlace place)
    {
        if (leg["sip_hangup_disposition"] != "recv_bye" || !leg.AreAll || leg["bridge_uuid"] is not null || leg["last_bridge_to"] is not null)
        {
            return false;
        }

        return place switch
        {
            RecordPlace.Queue => leg["cc_cause"] == "cancel",
            RecordPlace.Announcement => leg["originate_disposition"] is null && leg["cc_queue"] is null && leg["conference_name"] is null
                && leg.Applications is { Count: > 0 } all && !all.Any(NotJustListening.Contains),
            _ => false,
        };
    }

    /// <summary>FreeSWITCH's own names are never used again; those that a program chose may be.</summary>
    private static bool IsUnique(string uuid) => Guid.TryParseExact(uuid, "D", out _);

    private static string KeyOf(CdrVariables leg, string uuid, DateTimeOffset start)
    {
        var text = string.Join('\n', uuid, start.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture),
            leg["answer_uepoch"] ?? leg["answer_epoch"] ?? leg["answer_stamp"], leg["end_uepoch"] ?? leg["end_epoch"] ?? leg["end_stamp"],
            leg["hangup_cause"], leg["caller_id_number"], leg["destination_number"], leg.AreAll ? "json" : "csv");
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), key);
        return Convert.ToHexStringLower(key[..16]);
    }
}
