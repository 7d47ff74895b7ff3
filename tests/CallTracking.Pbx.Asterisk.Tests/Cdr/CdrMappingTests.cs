using System.Text;
using CallTracking.Pbx.Asterisk.Tests.Scenarios;

namespace CallTracking.Pbx.Asterisk.Tests.Cdr;

public sealed class CdrMappingTests
{
    private const string Row = """"
        "acc-7","12025550111","5550110","from-trunk","""Ян \\\""Кот\\\""; a,b: <x>"" <12025550111>","PJSIP/trunk-00000080","PJSIP/101-00000081","Dial","PJSIP/101,8,tT","2026-11-23 04:26:44","2026-11-23 04:26:45","2026-11-23 04:26:46",2,1,"ANSWERED","DOCUMENTATION","1795408004.260","deal;42 ""quoted""","acc-7","1795408004.260",189
        """";

    private static readonly DateTimeOffset Start = new(2026, 11, 23, 4, 26, 44, TimeSpan.Zero);

    [Fact]
    public void Row_OfAnAnsweredCall_IsMapped()
    {
        var record = Only(Row);

        (record.Source, record.Leg, record.Family, record.NamesRecur).Should().Be(("cdr", new LegId("1795408004.260"), new LegId("1795408004.260"), false));
        (record.Role, record.Place, record.Result, record.Order).Should().Be((RecordRole.Calling, RecordPlace.Parties, RecordResult.Answered, 189));
        (record.Endpoint, record.OtherEndpoint, record.CallerNumber, record.DialedNumber).Should().Be(("trunk", "101", "12025550111", "5550110"));
        record.CallerName.Should().Be("Ян \"Кот\"; a,b: <x>");
        (record.StartedAt, record.AnsweredAt, record.EndedAt).Should().Be((Start, Start.AddSeconds(1), Start.AddSeconds(2)));
    }

    [Fact]
    public void Event_OfTheSameRecord_HasTheSameKeyAndMeaning()
    {
        var message = string.Join("\r\n",
            "Event: Cdr", "Privilege: cdr,all", "AccountCode: acc-7", "Source: 12025550111", "Destination: 5550110", "DestinationContext: from-trunk",
            @"CallerID: ""Ян \\\""Кот\\\""; a,b: <x>"" <12025550111>", "Channel: PJSIP/trunk-00000080", "DestinationChannel: PJSIP/101-00000081",
            "LastApplication: Dial", "LastData: PJSIP/101,8,tT", "StartTime: 2026-11-23 11:26:44", "AnswerTime: 2026-11-23 11:26:45",
            "EndTime: 2026-11-23 11:26:46", "Duration: 2", "BillableSeconds: 1", "Disposition: ANSWERED", "AMAFlags: DOCUMENTATION",
            "UniqueID: 1795408004.260", "UserField: deal", "LinkedID: 1795408004.260", "Sequence: 189", "", "");
        var events = new List<PbxEvent>();
        var decoder = new AmiDecoder(readsRecords: true);
        decoder.Open(Start);
        decoder.Decode(new(Encoding.UTF8.GetBytes("Asterisk Call Manager/5.0.4\r\n" + message)), Start.AddSeconds(3), events);

        events.OfType<RecordReceived>().Should().ContainSingle().Which.Record.Should().Be(Only(Row));
    }

    [Fact]
    public void Event_WhereRecordsAreNotWanted_IsPassedOver()
    {
        var events = new List<PbxEvent>();
        var decoder = new AmiDecoder();
        decoder.Open(Start);
        decoder.Decode(new(Encoding.UTF8.GetBytes("Asterisk Call Manager/5.0.4\r\nEvent: Cdr\r\nChannel: SIP/a-1\r\nStartTime: 2026-11-23 11:26:44\r\n\r\n")), Start, events);

        events.Should().BeEmpty();
        decoder.UnknownEvents.Should().BeEmpty();
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData(",\"1795408004.260\"", "1795408004.260", null)]
    [InlineData(",\"a note\"", null, null)]
    [InlineData(",\"1795408004.260\",\"a note\"", "1795408004.260", null)]
    [InlineData(",\"\",\"1795408004.260\",7", null, "1795408004.260")]
    [InlineData(",\"a note\",\"\",\"1795408004.260\",7", null, "1795408004.260")]
    [InlineData(",\"1795408004.261\",\"\",\"1795408004.260\",7", "1795408004.261", "1795408004.260")]
    [InlineData(",\"ct-1\",\"\",\"ct-1\",7", "ct-1", "ct-1")]
    [InlineData(",\"pbx-1-1795408004.261\",\"a note\",\"\",\"pbx-1-1795408004.260\",7", "pbx-1-1795408004.261", "pbx-1-1795408004.260")]
    public void Row_WithWhateverColumnsItsOptionsGive_NamesItsLegs(string further, string? leg, string? family)
    {
        var record = Only(Short + further + "\n");

        (record.Leg?.Value, record.Family?.Value).Should().Be((leg, family));
        record.Endpoint.Should().Be("trunk");
    }

    [Fact]
    public void File_WithALineOfNames_IsReadByThem()
    {
        var record = Only(
            "calldate,clid,src,dst,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,uniqueid,linkedid\n"
            + "2026-11-23 04:26:44,\"\"\"A\"\" <12025550111>\",12025550111,5550100,SIP/trunk-1,SIP/101-2,Dial,SIP/101,12,5,ANSWERED,1795408004.1,1795408004.1\n");

        (record.CallerName, record.OtherEndpoint, record.Leg?.Value).Should().Be(("A", "101", "1795408004.1"));
        (record.StartedAt, record.AnsweredAt, record.EndedAt).Should().Be((Start, Start.AddSeconds(7), Start.AddSeconds(12)));
    }

    [Theory]
    [InlineData("2026-11-23 04:26:44")] // UTC, as its id shows.
    [InlineData("2026-11-23 11:26:44")] // The zone of the PBX's host.
    public void Row_InUtcOrInLocalTime_MeansTheSame(string start)
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(7), "test", "test");
        var row = Short.Replace("2026-11-23 04:26:44", start, StringComparison.Ordinal) + ",\"1795408004.260\"\n";

        Scenario.ReadCdr(Encoding.UTF8.GetBytes(row), zone).Single().Record.StartedAt.Should().Be(Start);
    }

    [Theory]
    [InlineData("PJSIP/12025550144@trunk,12,tT", "PJSIP/trunk-2", "trunk", "12025550144")]
    [InlineData("SIP/trunk/12025550144", "SIP/trunk-2", "trunk", "12025550144")]
    [InlineData("PJSIP/trunk/sip:12025550144@192.0.2.1", "PJSIP/trunk-2", "trunk", "12025550144")]
    [InlineData("PJSIP/101&PJSIP/12025550144@trunk,20", "PJSIP/trunk-2", "trunk", "12025550144")]
    [InlineData("PJSIP/101&PJSIP/102", "PJSIP/102-2", "102", null)]
    [InlineData("PJSIP/12025550144@trunk", "", "trunk", "12025550144")]
    [InlineData("Local/102@inside/n", "Local/102@inside-1;1", null, null)]
    public void Row_OfADial_NamesWhoWasAsked(string dial, string channel, string? endpoint, string? number)
    {
        var row = Short.Replace("PJSIP/101,8", dial, StringComparison.Ordinal).Replace("PJSIP/101-00000081", channel, StringComparison.Ordinal);

        var record = Only(row + "\n");

        (record.OtherEndpoint, record.OtherNumber).Should().Be((endpoint, number));
    }

    [Fact]
    public void File_WithDamagedLines_IsReadAndNamesThem()
    {
        var decoder = new CdrDecoderFactory().Create();
        var events = new List<PbxEvent>();
        decoder.Open(null);
        decoder.Decode(new(Encoding.UTF8.GetBytes($"{Short}\nhalf,a,row\n{Short.Replace("04:26:44", "25:26:44", StringComparison.Ordinal)}\n{Short}")), null, events);
        decoder.Close(null, events);

        events.Should().HaveCount(2);
        decoder.Warnings.Should().HaveCount(2).And.Contain(line => line.StartsWith("Line 2 is no CDR", StringComparison.Ordinal));
        decoder.UnknownEvents.Should().Contain("damagedRow", 2);
    }

    [Fact]
    public void File_OfAnotherKind_IsRefusedWithTheCure()
    {
        var read = () => Scenario.ReadCdr("a,b\nc,d\ne,f\n"u8.ToArray()).ToList();

        read.Should().Throw<PbxLinkException>().WithMessage("*line 3*Master.csv*");
    }

    private const string Short =
        "\"\",\"12025550111\",\"5550110\",\"from-trunk\",\"\",\"PJSIP/trunk-00000080\",\"PJSIP/101-00000081\",\"Dial\",\"PJSIP/101,8\",\"2026-11-23 04:26:44\",,\"2026-11-23 04:26:46\",2,0,\"NO ANSWER\",\"DOCUMENTATION\"";

    private static FinishedRecord Only(string file) => Scenario.ReadCdr(Encoding.UTF8.GetBytes(file)).Should().ContainSingle().Subject.Record;
}
