using System.Buffers.Text;
using System.Security.Cryptography;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Maps one call detail record to common words; here Asterisk's vocabulary (channels, applications, dispositions, linked ids) ends. The same
/// record has the same key and gives the same result whether it came as a row of a file or as an event of the manager interface.
/// </summary>
/// <remarks>Not thread-safe. One per file or link.</remarks>
internal sealed class CdrMapping
{
    /// <summary>What kind of record it is.</summary>
    public const string Source = "cdr";

    private readonly CdrClock _clock;
    private readonly WireText _text;

    /// <summary>Creates the mapping.</summary>
    /// <param name="clock">Reads the times of rows.</param>
    /// <param name="text">Decodes values; null for UTF-8, else Latin-1.</param>
    public CdrMapping(CdrClock? clock = null, WireText? text = null)
    {
        _clock = clock ?? new CdrClock(null);
        _text = text ?? new WireText();
    }

    /// <summary>Maps a row of a file.</summary>
    /// <returns>Null when it is no CDR: it has no channel, or its times cannot be read.</returns>
    public FinishedRecord? Map(in CdrValues values) =>
        LocalTimes.TryParse(values.Start, out var start) ? Map(values, start, _clock.OffsetOf(start, BirthOf(values))) : null;

    /// <summary>Maps an event of the manager interface, whose times are in the zone of the PBX's host.</summary>
    /// <param name="values">The event's values.</param>
    /// <param name="now">When it came; before 2001 when that is unknown.</param>
    public FinishedRecord? MapEvent(in CdrValues values, DateTimeOffset now)
    {
        if (!LocalTimes.TryParse(values.Start, out var start))
        {
            return null;
        }

        if (now.Year > 2000 && LocalTimes.TryParse(values.End, out var end))
        {
            return Map(values, start, CdrClock.OffsetOf(end, now));
        }

        return Map(values, start, BirthOf(values) is { } birth ? CdrClock.OffsetOf(start, birth) : TimeSpan.Zero);
    }

    private static DateTimeOffset? BirthOf(in CdrValues values) =>
        CdrId.TryGetBirth(values.UniqueId, out var birth) || CdrId.TryGetBirth(values.LinkedId, out birth) ? birth : null;

    private FinishedRecord? Map(in CdrValues values, DateTime start, TimeSpan offset)
    {
        if (values.Channel.IsEmpty)
        {
            return null;
        }

        var startedAt = new DateTimeOffset(start - offset, TimeSpan.Zero);
        DateTimeOffset? endedAt = LocalTimes.TryParse(values.End, out var end) ? new DateTimeOffset(end - offset, TimeSpan.Zero)
            : Seconds(values.Duration) is { } duration ? startedAt.AddSeconds(duration) : null;
        var result = ResultOf(values);
        DateTimeOffset? answeredAt = LocalTimes.TryParse(values.Answer, out var answer) ? new DateTimeOffset(answer - offset, TimeSpan.Zero)
            : values.Answer.IsEmpty && result == RecordResult.Answered && values.End.IsEmpty && Seconds(values.BillableSeconds) is { } talked
                && endedAt is { } ended ? ended.AddSeconds(-talked) : null;
        var channel = _text.Decode(values.Channel);
        var other = TextOf(values.DestinationChannel);
        var (otherEndpoint, otherNumber) = OtherOf(values, other);
        var familyId = values.LinkedId.IsEmpty ? default : values.LinkedId;
        return new FinishedRecord(
            Source, KeyOf(values, startedAt, answeredAt, endedAt), IdOf(values.UniqueId), IdOf(familyId), channel, other,
            NamesRecur: !CdrId.IsGenerated(values.UniqueId) || (!familyId.IsEmpty && !CdrId.IsGenerated(familyId)),
            RoleOf(values, channel), Channel.IsHelper(channel) ? null : Channel.EndpointOf(channel), otherEndpoint,
            NumberOf(values.Source), CallerNameOf(values.CallerId), DialedOf(values.Destination), otherNumber, TextOf(values.Context),
            PlaceOf(values.Application), PlaceNameOf(values), TextOf(values.ApplicationData), startedAt, answeredAt, endedAt, result,
            TextOf(values.Disposition), Seconds(values.Sequence));
    }

    /// <summary>A hash over what is written whichever way the record comes; its times in UTC. The name of a channel holds a counter, so two
    /// equal records are the same one written twice.</summary>
    private static string KeyOf(in CdrValues values, DateTimeOffset start, DateTimeOffset? answer, DateTimeOffset? end)
    {
        const int OnStack = 512;
        var length = (3 * sizeof(long)) + 6 + values.Channel.Length + values.DestinationChannel.Length + values.Source.Length
            + values.Destination.Length + values.Application.Length + values.Disposition.Length;
        var text = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        BitConverter.TryWriteBytes(text, start.UtcTicks);
        BitConverter.TryWriteBytes(text[8..], answer?.UtcTicks ?? 0);
        BitConverter.TryWriteBytes(text[16..], end?.UtcTicks ?? 0);
        var rest = text[(3 * sizeof(long))..];
        Append(ref rest, values.Channel);
        Append(ref rest, values.DestinationChannel);
        Append(ref rest, values.Source);
        Append(ref rest, values.Destination);
        Append(ref rest, values.Application);
        Append(ref rest, values.Disposition);
        Span<byte> key = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], key);
        return Convert.ToHexStringLower(key[..16]);
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> value)
    {
        value.CopyTo(rest);
        rest[value.Length] = 0;
        rest = rest[(value.Length + 1)..];
    }

    private static RecordRole RoleOf(in CdrValues values, string channel)
    {
        if (Channel.IsHelper(channel))
        {
            return RecordRole.Helper;
        }

        if (values.Application.SequenceEqual("AppDial"u8) || values.Application.SequenceEqual("AppQueue"u8))
        {
            return RecordRole.Called;
        }

        // Only who originates a channel can give it an id of his own.
        return values.Application.SequenceEqual("AppDial2"u8) || (!values.UniqueId.IsEmpty && !CdrId.IsGenerated(values.UniqueId))
            ? RecordRole.Placed : RecordRole.Calling;
    }

    private static RecordResult ResultOf(in CdrValues values)
    {
        var disposition = values.Disposition;
        if (disposition.SequenceEqual("ANSWERED"u8))
        {
            return RecordResult.Answered;
        }

        // The cause that the dial plan ends the line with: 1 and 28 tell the caller that there is no such number.
        if (values.Application.SequenceEqual("Hangup"u8) && (values.ApplicationData.SequenceEqual("1"u8) || values.ApplicationData.SequenceEqual("28"u8)))
        {
            return RecordResult.NoSuchNumber;
        }

        return disposition.SequenceEqual("NO ANSWER"u8) ? RecordResult.NoAnswer
            : disposition.SequenceEqual("BUSY"u8) ? RecordResult.Busy
            : disposition.SequenceEqual("FAILED"u8) ? RecordResult.Failed
            : disposition.SequenceEqual("CONGESTION"u8) ? RecordResult.Congested
            : RecordResult.Unknown;
    }

    private RecordPlace PlaceOf(ReadOnlySpan<byte> application) => application.IsEmpty ? RecordPlace.Unknown : _text.Decode(application) switch
    {
        "Dial" or "AppDial" or "AppDial2" or "RetryDial" or "FollowMe" or "Bridge" => RecordPlace.Parties,
        "Queue" or "AppQueue" => RecordPlace.Queue,
        "VoiceMail" or "MiniVM" or "MinivmRecord" => RecordPlace.Mailbox,
        "ConfBridge" or "MeetMe" => RecordPlace.Room,
        "Park" or "ParkAndAnnounce" => RecordPlace.Parking,
        "Hangup" or "Busy" or "Congestion" => RecordPlace.Ending,
        "ParkedCall" or "Pickup" or "PickupChan" or "ChanSpy" or "ExtenSpy" => RecordPlace.Feature,
        _ => RecordPlace.Announcement,
    };

    private string? PlaceNameOf(in CdrValues values)
    {
        if (PlaceOf(values.Application) is not (RecordPlace.Queue or RecordPlace.Room or RecordPlace.Mailbox))
        {
            return null;
        }

        var end = values.ApplicationData.IndexOfAny((byte)',', (byte)'@', (byte)'|');
        return TextOf(end < 0 ? values.ApplicationData : values.ApplicationData[..end]);
    }

    /// <summary>The device on the other side and the number that it was asked for. Where no channel was made, the only target of a dial is
    /// what was to be asked.</summary>
    private (string? Endpoint, string? Number) OtherOf(in CdrValues values, string? other)
    {
        var isDevice = other is not null && !Channel.IsHelper(other);
        var endpoint = isDevice ? Channel.EndpointOf(other!) : null;
        if (!values.Application.SequenceEqual("Dial"u8) || (other is not null && !isDevice))
        {
            return (endpoint, null);
        }

        var comma = values.ApplicationData.IndexOf((byte)',');
        var targets = comma < 0 ? values.ApplicationData : values.ApplicationData[..comma];
        var isOnly = targets.IndexOf((byte)'&') < 0;
        while (!targets.IsEmpty)
        {
            var and = targets.IndexOf((byte)'&');
            var target = DialTarget.Of(_text.Decode(and < 0 ? targets : targets[..and]));
            targets = and < 0 ? default : targets[(and + 1)..];
            if (target.Endpoint is not null && (target.Endpoint == endpoint || (other is null && isOnly)))
            {
                return (target.Endpoint, target.Number);
            }
        }

        return (endpoint, null);
    }

    private string? TextOf(ReadOnlySpan<byte> value) => AmiValue.IsUnknown(value) ? null : _text.Decode(value);

    private LegId? IdOf(ReadOnlySpan<byte> value) => value.IsEmpty ? null : new LegId(_text.Decode(value));

    private string? NumberOf(ReadOnlySpan<byte> value) => TextOf(value);

    /// <summary>The dial plan's special extensions are no numbers.</summary>
    private string? DialedOf(ReadOnlySpan<byte> value) => TextOf(value) is { } text and not ("s" or "h" or "i" or "t") ? text : null;

    /// <summary>The name in <c>"name" &lt;number&gt;</c>.</summary>
    private string? CallerNameOf(ReadOnlySpan<byte> value)
    {
        var open = value.LastIndexOf((byte)'<');
        var name = (open < 0 ? default : value[..open]).Trim((byte)' ');
        if (name.Length >= 2 && name[0] == '"' && name[^1] == '"')
        {
            name = name[1..^1];
        }

        return AmiValue.IsUnknown(name) ? null : AmiValue.Unescape(_text.Decode(name));
    }

    private static int? Seconds(ReadOnlySpan<byte> value) =>
        Utf8Parser.TryParse(value, out int number, out var used) && used == value.Length && number >= 0 ? number : null;
}
