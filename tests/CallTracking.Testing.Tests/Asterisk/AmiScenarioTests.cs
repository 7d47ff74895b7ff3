namespace CallTracking.Testing.Asterisk;

public sealed class AmiScenarioTests
{
    private const string Said = """
        @ 1795407653.7251
        Event: Newchannel
        Timestamp: 1795407653.724325
        Channel: PJSIP/trunk-00000006
        Uniqueid: 1795407653.10
        Linkedid: 1795407653.10

        @ 1795407654.0000
        Event: Cdr
        Timestamp: 1795407654.000001
        StartTime: 2026-11-23 04:20:53
        UniqueID: 1795407653.10

        """;

    private const string Wrote = "\"\",\"1\",\"2026-11-23 04:20:53\",,\"2026-11-23 04:20:54\",\"PJSIP/trunk-00000006\",\"1795407653.10\"";

    private static readonly AmiScenario Scenario = new(AmiTranscript.Parse(Said), [Wrote]);

    [Fact]
    public void Moved_MovesArrivalsStampsAndDatesAlikeAndLeavesIds()
    {
        var moved = Scenario.Moved(TimeSpan.FromSeconds(3600.2));

        var messages = moved.Transcript.Connections[0].Messages;
        messages[0].At.Should().Be(Scenario.Transcript.Connections[0].Messages[0].At.AddHours(1));
        messages[0].Frame["Timestamp"].Should().Be("1795411253.724325");
        messages[0].Frame["Uniqueid"].Should().Be("1795407653.10");
        messages[1].Frame["StartTime"].Should().Be("2026-11-23 05:20:53");
        moved.Rows.Should().Equal("\"\",\"1\",\"2026-11-23 05:20:53\",,\"2026-11-23 05:20:54\",\"PJSIP/trunk-00000006\",\"1795407653.10\"");
    }

    [Fact]
    public void Instance_GivesEventsAndRowsTheSameNewIds()
    {
        var again = Scenario.Instance(7);

        var id = again.Transcript.Connections[0].Messages[0].Frame["Uniqueid"]!;
        var channel = again.Transcript.Connections[0].Messages[0].Frame["Channel"]!;
        id.Should().NotBe("1795407653.10");
        channel.Should().StartWith("PJSIP/trunk-").And.NotBe("PJSIP/trunk-00000006");
        again.Rows.Should().Equal($"\"\",\"1\",\"2026-11-23 04:20:53\",,\"2026-11-23 04:20:54\",\"{channel}\",\"{id}\"");
    }

    [Fact]
    public void Load_FolderWithoutRows_HasNone()
    {
        var folder = Directory.CreateTempSubdirectory("ami-scenario-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "ami.txt"), Said);
            AmiScenario.Load(folder).Rows.Should().BeEmpty();

            File.WriteAllText(Path.Combine(folder, "cdr.csv"), Wrote + "\n");
            AmiScenario.Load(folder).Rows.Should().Equal(Wrote);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
