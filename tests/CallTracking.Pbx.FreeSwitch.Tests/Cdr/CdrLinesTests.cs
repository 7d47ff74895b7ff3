using System.Text;
using CallTracking.Numbering;
using CallTracking.Pbx.FreeSwitch.Scenarios;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class CdrLinesTests
{
    private const string Uuid = "2e06d4b3-d1b4-4fd5-9b3a-0a5eff2c8990";
    private const string Other = "d62a944b-c786-476c-a6b1-7636a760acbd";
    private const string Usual = "\"12025550111\",\"700\",\"public\",\"2026-11-23 04:00:00\",\"2026-11-23 04:00:05\",\"2026-11-23 04:00:30\",\"30\",\"25\","
        + "\"NORMAL_CLEARING\",\"" + Uuid + "\",\"" + Other + "\",\"acc\"";

    private static readonly DateTimeOffset Start = new(2026, 11, 23, 4, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Ann")]
    [InlineData("")]
    [InlineData("Carol \"Qu,ote\" Агент")]
    [InlineData("a\",\"b\",\"c")]
    [InlineData("\"")]
    [InlineData("\",\"")]
    [InlineData("x\",\"12025550199\",\"999\",\"public\",\"2026-01-01 00:00:00\",\"\",\"2026-01-01 00:00:01\",\"1\",\"0\",\"USER_BUSY\",\"forged\",\"\",\"a")]
    public void Name_WithQuotesAndWholeRowsInIt_BreaksNothing(string name)
    {
        var record = Read($"\"{name}\",{Usual}\n").Should().ContainSingle().Subject;

        (record.CallerName, record.CallerNumber, record.DialedNumber).Should().Be((name.Length == 0 ? null : name, "12025550111", "700"));
        (record.Leg, record.OtherLegName, record.Disposition).Should().Be((new LegId(Uuid), Other, "NORMAL_CLEARING"));
        (record.StartedAt, record.AnsweredAt, record.EndedAt).Should().Be((Start, Start.AddSeconds(5), Start.AddSeconds(30)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"PCMU\",\"PCMA\"")]
    [InlineData(",\"outbound\",\"USER_BUSY\",\"c\",\"\",\"recv_refuse\"")]
    [InlineData(",\"inbound\"")]
    [InlineData(",\"x\",\"outbound\"")]
    public void Values_BehindTheUsualOnes_AreReadWhereTheyCanBeNothingElse(string further)
    {
        var record = Read($"\"Ann\",{Usual}{further}\n").Should().ContainSingle().Subject;

        record.Role.Should().Be(further.Contains("inbound", StringComparison.Ordinal) ? RecordRole.Calling : RecordRole.Called);
        record.EndedBy.Should().Be(further.Contains("recv_refuse", StringComparison.Ordinal) ? HangupOrigin.Party : null);
        record.Family.Should().Be(further.Contains("USER_BUSY", StringComparison.Ordinal) ? new LegId("c") : record.Role == RecordRole.Calling ? new LegId(Uuid) : null);
    }

    [Fact]
    public void Template_OfTheAdministrator_IsFollowed()
    {
        const string Template = "${uuid};${direction};${originator};${start_epoch};${end_uepoch};[${caller_id_name}];${hangup_cause}\n";

        var record = Read($"{Uuid};outbound;{Other};1795406400;1795406401250000;[a;b];c];USER_BUSY\n", Template).Should().ContainSingle().Subject;

        (record.Role, record.Family, record.CallerName, record.Result).Should().Be((RecordRole.Called, new LegId(Other), "a;b];c", RecordResult.Busy));
        (record.StartedAt, record.EndedAt).Should().Be((Start, Start.AddSeconds(1.25)));
    }

    [Theory]
    [InlineData("${uuid},${caller_id_name", "a ${ in it is not followed by a name and }")]
    [InlineData("${uuid}${start_stamp}", "nothing stands between ${uuid} and ${start_stamp}")]
    [InlineData("caller_id_name,start_stamp", "it lacks ${uuid}: without it records belong to no call")]
    [InlineData("uuid", "it lacks ${start_stamp}")]
    public void Template_ThatCannotBeUsed_SaysWhy(string text, string expected)
    {
        CdrTemplate.Parse(text, out var problem).Should().BeNull();

        problem.Should().Be(expected);
    }

    [Fact]
    public void Template_InItsXmlWrapping_IsTheSame()
    {
        CdrTemplate.Parse("<![CDATA[\"${uuid}\",\"${start_stamp}\"]]>", out _)!.Names.Should().Equal("uuid", "start_stamp");
        CdrTemplate.Parse("uuid, start_stamp", out _)!.Names.Should().Equal("uuid", "start_stamp");
    }

    [Fact]
    public void Row_OfATemplateThatDoesNotTellDirection_ConfirmsButRestoresNothing()
    {
        var decoder = new FreeSwitchCdrDecoderFactory().Create();
        var bytes = Encoding.UTF8.GetBytes($"\"Ann\",{Usual}\n");

        var records = CallReplay.ReadRecords(decoder, [new Traces.TraceChunk(null, Traces.TraceDirection.Received, bytes, false)]).ToList();

        CallReplay.RunEvents(records, new SiteOptions()).Calls.Should().BeEmpty();
        decoder.Warnings.Should().ContainSingle().Which.Should().Contain("restore none; add \"${direction}\"");
    }

    [Fact]
    public void Times_WithoutZone_AreThoseOfThePbx()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Phnom_Penh");

        RecordedScenario.Read(Encoding.UTF8.GetBytes($"\"Ann\",{Usual}\n"), zone)[0].Record.StartedAt.Should().Be(Start.AddHours(-7));
    }

    [Fact]
    public void Lines_ThatAreNoRows_AreNamedAndPassedOver()
    {
        var decoder = new FreeSwitchCdrDecoderFactory().Create();
        var text = $"\"Ann\",{Usual}\nnonsense\n\r\n\"\",{Usual.Replace(Uuid, "", StringComparison.Ordinal)}\n"
            + new string('x', CdrLines.MaxRowBytes + 10) + $"\n\"Bob\",{Usual.Replace(Uuid, "b", StringComparison.Ordinal)}";

        var records = CallReplay.ReadRecords(decoder, [new Traces.TraceChunk(null, Traces.TraceDirection.Received, Encoding.UTF8.GetBytes(text), false)]).ToList();

        records.Select(one => one.Seq).Should().Equal(1, 6);
        decoder.Warnings.Should().HaveCount(4);
        decoder.Warnings[0].Should().StartWith("Line 2 is no CDR and was passed over: it does not look like").And.Contain("CsvTemplate");
        decoder.Warnings[1].Should().Contain("Line 4").And.Contain("uuid");
        decoder.Warnings[2].Should().Contain("Line 5").And.Contain("longer than");
    }

    [Fact]
    public void Bytes_InAnyPieces_GiveTheSameRecords()
    {
        var bytes = new RecordedScenario("freeswitch-1.11/internal-call-quoted-name").Bytes("cdr.csv");
        var whole = Read(bytes, bytes.Length);

        for (var size = 1; size < 40; size++)
        {
            Read(bytes, size).Should().Equal(whole);
        }
    }

    [Fact]
    public void File_OfAnotherFormat_IsRefused()
    {
        var read = () => RecordedScenario.Read("<html>\n<p>\n</p>\n"u8.ToArray());

        read.Should().Throw<PbxLinkException>().WithMessage("This is no CDR file: line 3 and all before are none*Give FreeSWITCH's Master.csv*");
    }

    private static List<FinishedRecord> Read(byte[] bytes, int size)
    {
        var reader = Open(null);
        var records = new List<FinishedRecord>();
        var (start, end) = (0, 0);
        while (end < bytes.Length)
        {
            end = Math.Min(bytes.Length, end + size);
            for (RecordRead read; (read = reader.Read(bytes, start, end - start, end == bytes.Length, out var used)) != RecordRead.Incomplete | used > 0;)
            {
                start += used;
                if (read == RecordRead.Record)
                {
                    records.Add(reader.Record!);
                }

                if (read == RecordRead.Incomplete)
                {
                    break;
                }
            }
        }

        return records;
    }

    private static List<FinishedRecord> Read(string text, string? template = null)
    {
        var reader = Open(template);
        var bytes = Encoding.UTF8.GetBytes(text);
        var records = new List<FinishedRecord>();
        for (var start = 0; reader.Read(bytes, start, bytes.Length - start, isEnd: true, out var used) is var read && read != RecordRead.Incomplete; start += used)
        {
            read.Should().Be(RecordRead.Record, reader.Damage);
            records.Add(reader.Record!);
        }

        return records;
    }

    private static CdrLines Open(string? template) =>
        new(new CdrShape(template is null ? null : CdrTemplate.Parse(template, out _)), new CdrMapping(TimeZoneInfo.Utc), new WireText());
}
