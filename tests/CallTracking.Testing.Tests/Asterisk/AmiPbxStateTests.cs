using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>The state's answers against those that a real Asterisk 22 gave: a customer talks to an extension, one waits in a queue where
/// another extension rings, and a third extension rings an outside number.</summary>
public sealed class AmiPbxStateTests
{
    private static readonly DateTimeOffset Asked = new DateTimeOffset(2026, 11, 23, 4, 27, 0, TimeSpan.Zero).AddSeconds(0.9502);

    // What no event of the stream told: formats, what happened before its first frame, and settings.
    private static readonly HashSet<string> NotTold =
    [
        "Writeformat", "Writetrans", "Variable", "CoreProcessedCalls", "AsteriskVersion", "SoundsSearchCustomDir", "Strategy", "Holdtime", "HoldTime",
        "TalkTime", "Completed", "Abandoned", "ServiceLevel", "ServicelevelPerf", "ServicelevelPerf2",
    ];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Asterisk", "Recorded");

    [Theory]
    [InlineData("CoreShowChannels")]
    [InlineData("Status")]
    [InlineData("QueueSummary")]
    [InlineData("ParkedCalls")]
    [InlineData("ConfbridgeList")]
    [InlineData("ConfbridgeListRooms")]
    [InlineData("CoreStatus")]
    [InlineData("CoreSettings")]
    public void Answer_MidCall_IsWhatTheRealAsteriskAnswered(string action)
    {
        foreach (var asked in Actions().Where(one => one.Name == action))
        {
            Told(Answer(asked)).Should().BeEquivalentTo(Told(Recorded(asked)), options => options.WithStrictOrdering());
        }
    }

    [Fact]
    public void Answer_BridgeInfo_IsWhatTheRealAsteriskAnswered()
    {
        // The second is of a parking lot's bridge, made before the stream began.
        var asked = Actions().First(one => one.Name == "BridgeInfo");

        Told(Answer(asked)).Should().BeEquivalentTo(Told(Recorded(asked)), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Answer_BridgeList_HasEveryBridgeThatTheStreamTold()
    {
        var asked = Actions().Single(one => one.Name == "BridgeList");
        var recorded = Recorded(asked).Where(frame => frame["BridgeType"] != "parking" && frame.Name != "BridgeListComplete");

        Told(Answer(asked).SkipLast(1)).Should().BeEquivalentTo(Told(recorded), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Answer_QueueStatus_HasTheSameQueuesMembersAndEntries()
    {
        var asked = Actions().Single(one => one.Name == "QueueStatus");

        // Asterisk walks the members by their hash.
        Told(Answer(asked)).Should().BeEquivalentTo(Told(Recorded(asked)));
    }

    [Fact]
    public void Answer_ListWithoutItems_HasStartAndCompleteAndTheId()
    {
        var state = new AmiPbxState();

        Encoding.Latin1.GetString(state.Answer("CoreShowChannels", "x-1", Asked)!).Should().Be(
            "Response: Success\r\nActionID: x-1\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\n"
            + "Event: CoreShowChannelsComplete\r\nActionID: x-1\r\nEventList: Complete\r\nListItems: 0\r\n\r\n");
        state.Answer("NoSuchAction", "x-2", Asked).Should().BeNull();
    }

    [Fact]
    public void Apply_BytesCutAnywhere_FoldsTheSame()
    {
        var bytes = Transcript().Connections[0].Messages.SelectMany(message => message.Frame.Bytes.ToArray()).ToArray();
        var whole = new AmiPbxState();
        whole.Apply(bytes, Asked);
        var pieces = new AmiPbxState();
        foreach (var piece in bytes.Chunk(7))
        {
            pieces.Apply(piece, Asked);
        }

        pieces.Frames.Should().Be(whole.Frames);
        pieces.Answer("Status", "1", Asked).Should().Equal(whole.Answer("Status", "1", Asked));
    }

    [Fact]
    public void Apply_EventAfterTheHangup_DoesNotBringTheChannelBack()
    {
        var state = new AmiPbxState();
        state.Apply(Event("Newchannel", "0"), Asked);
        state.Apply(Event("Hangup", "6"), Asked);

        state.Apply(Event("BridgeLeave", "6"), Asked);
        state.Channels.Should().BeEmpty();

        state.Apply(Event("Newchannel", "0"), Asked);
        state.Channels.Should().Equal("1795408017.1");
    }

    [Fact]
    public void Apply_FullyBootedOfALaterProcess_ForgetsTheFormerOne()
    {
        var state = new AmiPbxState();
        state.Apply(state.FullyBooted(Asked), Asked);
        state.Apply(Event("Newchannel", "4"), Asked);

        state.Apply(state.FullyBooted(Asked.AddSeconds(1)), Asked.AddSeconds(1.9));
        state.Channels.Should().HaveCount(1, "the same process has run on");

        state.Apply(AmiFrame.Of(("Event", "FullyBooted"), ("Uptime", "2")), Asked.AddSeconds(40));
        state.Channels.Should().BeEmpty();
        state.StartedAt.Should().Be(Asked.AddSeconds(38));
    }

    [Fact]
    public void Apply_ChannelOlderThanTheStream_TakesItsBirthFromItsId()
    {
        var state = new AmiPbxState();

        state.Apply(Event("Newstate", "6"), Asked);

        Frames(state.Answer("CoreShowChannels", "1", Asked)!)[1]["Duration"].Should().Be("00:00:03");
    }

    public static IEnumerable<TheoryDataRow<string>> Scenarios()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Scenarios");
        return Directory.EnumerateFiles(root, "ami.txt", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, Path.GetDirectoryName(path)!).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Select(name => new TheoryDataRow<string>(name));
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Apply_EveryFrameOfAScenario_HasTheChannelsThatBeganAndDidNotHangUp(string name)
    {
        var state = new AmiPbxState();
        var present = new HashSet<string>();
        var listed = new HashSet<string>();
        foreach (var connection in AmiTranscript.Load(Path.Combine(AppContext.BaseDirectory, "Scenarios", name, "ami.txt")).Connections)
        {
            foreach (var (at, frame) in connection.Messages)
            {
                Count(present, listed, frame);
                state.Apply(frame, at);

                state.Channels.Should().BeEquivalentTo(present);
                foreach (var action in (string[])["CoreShowChannels", "Status"])
                {
                    Frames(state.Answer(action, "1", at)!)[^1]["ListItems"].Should().Be($"{present.Count}");
                }

                state.Connect(at, "BridgeList", "QueueStatus", "QueueSummary", "ParkedCalls", "ConfbridgeList").Should().NotBeEmpty();
            }

            state.Disconnect();
        }
    }

    private static void Count(HashSet<string> present, HashSet<string> listed, AmiFrame frame)
    {
        if (frame.Name == "Newchannel")
        {
            present.Add(frame["Uniqueid"]!);
        }
        else if (frame.Name == "Hangup")
        {
            present.Remove(frame["Uniqueid"]!);
        }
        else if (frame.Name == "CoreShowChannel")
        {
            present.Add(frame["Uniqueid"]!);
            listed.Add(frame["Uniqueid"]!);
        }
        else if (frame.Name == "CoreShowChannelsComplete")
        {
            present.IntersectWith(listed);
            listed.Clear();
        }
        else if (frame.Name == "FullyBooted" && frame["Uptime"] is "0" or "1" or "2")
        {
            present.Clear();
        }
    }

    private static AmiFrame Event(string name, string state) => AmiFrame.Of(
        ("Event", name), ("Channel", "PJSIP/a-1"), ("ChannelState", state), ("Uniqueid", "1795408017.1"), ("Linkedid", "1795408017.1"),
        ("BridgeUniqueid", "b-1"));

    private static AmiTranscript Transcript() => AmiTranscript.Load(Path.Combine(Folder, "before-drop.txt"));

    private static List<AmiFrame> Answer(AmiFrame action)
    {
        var state = new AmiPbxState();
        foreach (var message in Transcript().Connections[0].Messages)
        {
            state.Apply(message.Frame, message.At);
        }

        return Frames(state.Answer(action, Asked)!);
    }

    private static List<AmiFrame> Actions() => Frames(Bytes("actions.txt"));

    private static IEnumerable<AmiFrame> Recorded(AmiFrame action) =>
        Frames(Bytes("answers.txt")).Where(frame => frame["ActionID"] == action["ActionID"]);

    private static byte[] Bytes(string file) =>
        Encoding.Latin1.GetBytes(File.ReadAllText(Path.Combine(Folder, file)).ReplaceLineEndings("\r\n") + "\r\n\r\n");

    private static List<AmiFrame> Frames(byte[] bytes) => [.. new AmiFrameReader().Read(bytes)];

    private static List<string> Told(IEnumerable<AmiFrame> frames) =>
        [.. frames.Select(frame => string.Join('\n', frame.Headers.Where(IsTold).Select(header => $"{header.Key}: {header.Value}")))];

    private static bool IsTold(KeyValuePair<string, string> header) =>
        !NotTold.Contains(header.Key);
}
