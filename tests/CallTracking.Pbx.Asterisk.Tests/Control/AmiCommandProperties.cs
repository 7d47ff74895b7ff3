using System.Buffers;
using System.Text;
using CsCheck;

namespace CallTracking.Pbx.Asterisk.Control;

/// <summary>Whatever anybody gives as an argument: exactly the action that was meant is written, or nothing is.</summary>
public sealed class AmiCommandProperties
{
    private static readonly string[] Splinters =
    [
        "\n", "\r", "\r\n", "\r\n\r\n", "\0", "\t", "\u0085", "\u2028", "\u2029", "\r\nAction: Command\r\nCommand: core stop now", "\r\nVariable: X=1",
        "\r\nChannel: /.*/", "\r\n\r\nAction: Originate", "\r\nAsync: true", ",", ",60,g", ",s(1)", "|", "&", "&PJSIP/102", ";", ":", "=", " ", "'", "\"",
        "\\", "${", "${SHELL(id)}", "$[1]", "$", "(", ")", "i(X)", "{", "}", "[", "]", "<", ">", "%0a", "%", "/", "//", "/.*/", "../", "..", ".", "-", "_",
        "@", "@from-trunk", "PJSIP/101", "PJSIP/101-0000001b", "Local/101@x/n", "Application: System", "!", "~", "`", "^", "?", "é", "ខ្មែរ", "😀",
        "\ud83d", "\udc00", "\ufffd", "\u202e", "\u00a0", "\u200b", "\u007f", "\u001b[2J", "+12025550111", "101", "*98", "#21#", "h", "s", "ct-c2c-a",
        "d0d2720f-264c-40d7-ad28-80044a15d0b3", "/var/a.wav", "a.wav", ".wav", "a.w|b", new string('1', 41), new string('a', 2000),
    ];

    private static readonly Gen<string> Hostile = Gen.OneOf(
            Gen.Int[0, Splinters.Length - 1].Select(static i => Splinters[i]),
            Gen.Char.Select(static c => c.ToString()),
            Gen.Char[' ', '~'].Array[1, 12].Select(static c => new string(c)))
        .Array[0, 4].Select(string.Concat);

    private static readonly AsteriskControlOptions Plain = new();
    private static readonly AsteriskControlOptions OverTrunk = new() { Trunk = "line" };

    /// <summary>Each command, arguments that fit, and what it then says, header by header.</summary>
    private static readonly Row[] Rows =
    [
        new("originate", ["ct-1", "101", "+12025550111", "+12025550199", "ref-1"],
            static a => OriginatePlan.Of(Request(a), Plain).Action,
            static a => [
                ("Channel", $"PJSIP/{a[1]}"), ("ChannelId", a[0]), ("Context", "from-internal"), ("Exten", a[2]), ("Priority", "1"), ("CallerID", $"<{a[2]}>"),
                ("Timeout", "30000"), ("Async", "true"), ("Variable", $"__CT_NUMBER={a[2]}"), ("Variable", "__CT_RING_SECONDS=60"),
                ("Variable", $"__CT_CALL_ID={a[4]}"), ("Variable", $"__CT_CALLER_NUMBER={a[3]}")]),
        new("originate over a trunk", ["ct-1", "101", "+12025550111", "+12025550199", "ref-1", "line2"],
            static a => OriginatePlan.Of(Request(a) with { Trunk = a[5] }, OverTrunk).Action,
            static a => [
                ("Channel", $"PJSIP/{a[1]}"), ("ChannelId", a[0]), ("Application", "Dial"), ("Data", $"PJSIP/{a[2]}@{a[5]},60,f({a[3]})"),
                ("CallerID", $"<{a[2]}>"), ("Timeout", "30000"), ("Async", "true"), ("Variable", $"__CT_NUMBER={a[2]}"),
                ("Variable", "__CT_RING_SECONDS=60"), ("Variable", $"__CT_CALL_ID={a[4]}"), ("Variable", $"__CT_CALLER_NUMBER={a[3]}")]),
        new("hang up", ["1795407705.47"], static a => AmiCommand.HangUp(new LegId(a[0]), PbxHangUpReason.Normal),
            static a => [("Channel", a[0]), ("Cause", "16")]),
        new("redirect", ["1795407705.47", "102", "from-internal"], static a => AmiCommand.Redirect(new LegId(a[0]), a[1], a[2]),
            static a => [("Channel", a[0]), ("Context", a[2]), ("Exten", a[1]), ("Priority", "1")]),
        new("record", ["1795407705.47", "/var/rec/a.wav"], static a => AmiCommand.Record(new LegId(a[0]), a[1]),
            static a => [("Channel", a[0]), ("File", a[1]), ("Options", null)]),
        new("find a recording", ["1795407705.47", "/var/rec/a.wav"], static a => AmiCommand.FindRecording(new LegId(a[0]), a[1]),
            static a => [("Channel", a[0]), ("Variable", null)]),
        new("stop a recording", ["1795407705.47", "0x7f01"], static a => AmiCommand.StopRecording(new LegId(a[0]), a[1]),
            static a => [("Channel", a[0]), ("MixMonitorID", a[1])]),
    ];

    public static TheoryData<string> Commands => [.. Rows.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void AnyArguments_GiveExactlyTheActionThatIsMeantOrAreRefused(string name)
    {
        var row = Rows.Single(row => row.Name == name);
        Check(row, row.Fitting).Should().BeTrue("arguments that fit are taken");
        var one = Gen.Select(Gen.Int[0, row.Fitting.Length - 1], Hostile, Gen.Int[0, 3]).Select((at, text, how) =>
            row.Fitting.Select((fit, index) => index != at ? fit : Mix(fit, text, how)).ToArray());

        one.Sample(arguments => { Check(row, arguments); }, iter: 3_000);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void EachSplinter_InEachArgument_GivesExactlyTheActionThatIsMeantOrIsRefused(string name)
    {
        var row = Rows.Single(row => row.Name == name);
        var refused = 0;
        for (var at = 0; at < row.Fitting.Length; at++)
        {
            foreach (var splinter in Splinters)
            {
                for (var how = 0; how < 4; how++)
                {
                    refused += Check(row, [.. row.Fitting.Select((fit, index) => index != at ? fit : Mix(fit, splinter, how))]) ? 0 : 1;
                }
            }
        }

        refused.Should().BePositive();
    }

    [Theory]
    [InlineData("/.*/")]
    [InlineData("PJSIP/101-0000001b")]
    [InlineData("Local/101@x-00000001;1")]
    public void LegThatIsAPatternOrAName_IsRefused(string leg)
    {
        var hangUp = () => AmiCommand.HangUp(new LegId(leg), PbxHangUpReason.Normal);

        hangUp.Should().Throw<ArgumentException>("one leg must never be many");
    }

    private static PbxOriginateRequest Request(string[] arguments) => new()
    {
        AgentLeg = new LegId(arguments[0]),
        Agent = arguments[1],
        Number = arguments[2],
        CallerNumber = arguments[3],
        Reference = arguments[4],
    };

    private static string Mix(string fit, string text, int how) => how switch
    {
        0 => text,
        1 => fit + text,
        2 => text + fit,
        _ => fit.Insert(fit.Length / 2, text),
    };

    private static bool Check(Row row, string[] arguments)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            AmiWriter.Write(output, row.Make(arguments), "ct-1-1");
        }
        catch (ArgumentException error)
        {
            output.WrittenCount.Should().Be(0, "nothing is written of what is refused");
            error.Message.Should().NotContainAny("\n", "\r", "2025550111", "2025550199");
            return false;
        }

        // Read again as Asterisk does: lines that end with CRLF, an empty one at the end, split where Asterisk splits.
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        text.Should().EndWith("\r\n\r\n");
        var lines = text[..^4].Split("\r\n");
        lines.Should().OnlyContain(static line => line.Length > 0 && !line.Any(char.IsControl));
        var meant = row.Meaning(arguments);
        var headers = lines[1..^1].Select(static line => line.Split(": ", 2)).ToList();
        headers.Select(static header => header[0]).Should().Equal(meant.Select(static header => header.Name));
        for (var i = 0; i < meant.Count; i++)
        {
            var value = meant[i].Value ?? headers[i][1];
            headers[i][1].Should().Be(value);
            value.Count(static c => c is ',').Should().Be(meant[i].Name == "Data" ? 2 : 0);
            value.Should().NotContainAny("&", "|", "$", ";");
        }

        lines[^1].Should().Be("ActionID: ct-1-1");
        return true;
    }

    private sealed record Row(
        string Name, string[] Fitting, Func<string[], AmiAction> Make, Func<string[], IReadOnlyList<(string Name, string? Value)>> Meaning);
}
