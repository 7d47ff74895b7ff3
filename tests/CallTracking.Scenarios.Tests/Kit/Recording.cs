using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Testing.Asterisk;
using CallTracking.Testing.FreeSwitch;
using CallTracking.Testing.Traces;

namespace CallTracking.Scenarios.Kit;

/// <summary>What a PBX sent over the connections of one recorded scenario.</summary>
/// <param name="Connections">The connections, in order.</param>
internal sealed record Recording(IReadOnlyList<RecordedConnection> Connections)
{
    /// <summary>When it begins.</summary>
    public DateTimeOffset Start => Connections[0].Messages[0].At;

    /// <summary>Reads a recording by its folder, <c>asterisk-22/in_answered</c>.</summary>
    /// <param name="name">The folder.</param>
    /// <param name="number">Which instance: recordings that are played more than once need different ones, and get ids of their own.</param>
    /// <param name="at">When it is to begin; null for when it did.</param>
    /// <param name="replace">Texts to be put in place of others before it is read: other numbers, other extensions.</param>
    public static Recording Load(
        string name, int number = 0, DateTimeOffset? at = null, IReadOnlyList<(string Old, string New)>? replace = null)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Scenarios", name);
        var isAsterisk = File.Exists(Path.Combine(folder, "ami.txt"));
        var text = File.ReadAllText(Path.Combine(folder, isAsterisk ? "ami.txt" : "esl.txt"));
        foreach (var (old, other) in replace ?? [])
        {
            text = text.Replace(old, other, StringComparison.Ordinal);
        }

        return isAsterisk ? Asterisk(AmiTranscript.Parse(text), number, at) : FreeSwitch(EslTranscript.Parse(text), number, at);
    }

    public static SiteOptions SiteOf(string name) => IsAsterisk(name)
        ? new SiteOptions { Country = "US", Extensions = "^1\\d\\d$", Rooms = "^6\\d\\d$", OutboundPrefix = "9", Trunks = ["trunk"] }
        : new SiteOptions { Country = "US", Extensions = "^10\\d\\d$", Rooms = "^300\\d$", OutboundPrefix = "", Trunks = ["external", "trunk1"] };

    public static IPbxDecoder DecoderOf(string name) =>
        IsAsterisk(name) ? new AmiDecoderFactory().Create() : new EslDecoderFactory().Create();

    private static bool IsAsterisk(string name) => File.Exists(Path.Combine(AppContext.BaseDirectory, "Scenarios", name, "ami.txt"));

    private static Recording Asterisk(AmiTranscript transcript, int number, DateTimeOffset? at)
    {
        transcript = number > 0 ? transcript.Instance(number) : transcript;
        transcript = at is { } start ? transcript.Moved(Whole(start - transcript.Connections[0].Messages[0].At)) : transcript;
        return Of(transcript.Connections, static frame => frame.Bytes.ToArray());
    }

    private static Recording FreeSwitch(EslTranscript transcript, int number, DateTimeOffset? at)
    {
        transcript = number > 0 ? transcript.Instance(number) : transcript;
        transcript = at is { } start ? transcript.Moved(Whole(start - transcript.Connections[0].Messages[0].At)) : transcript;
        return Of(transcript.Connections, static frame => frame.ToBytes(EslFormat.Json));
    }

    // Ids are made of whole seconds.
    private static TimeSpan Whole(TimeSpan by) => TimeSpan.FromSeconds(Math.Ceiling(by.TotalSeconds));

    private static Recording Of<TFrame>(IReadOnlyList<TranscriptConnection<TFrame>> connections, Func<TFrame, byte[]> bytes) =>
        new([.. connections.Select(one => new RecordedConnection(
            [.. one.Messages.Select(message => (message.At, bytes(message.Frame)))], one.DiedAt))]);
}

/// <summary>One connection.</summary>
/// <param name="Messages">What the PBX sent and when it arrived.</param>
/// <param name="DiedAt">When the connection ended; null when that was not recorded.</param>
internal sealed record RecordedConnection(IReadOnlyList<(DateTimeOffset At, byte[] Bytes)> Messages, DateTimeOffset? DiedAt);
