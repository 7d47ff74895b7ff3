using System.Text;
using CallTracking.Pbx.FreeSwitch.Scenarios;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class JsonCdrsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 4, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Record_OfACaller_IsMapped()
    {
        var record = Only("""
            {"core-uuid":"c","channel_data":{"direction":"inbound"},"variables":{"uuid":"a","start_uepoch":"1795406400123456","answer_uepoch":"0",
            "end_uepoch":"1795406408000000","originate_causes":"ARRAY::b;NO_ANSWER|:c;USER_BUSY","sip_hangup_disposition":"send_refuse","hangup_cause":"NORMAL_CLEARING"},
            "callflow":[{"caller_profile":{"caller_id_number":"102","destination_number":"102","ani":"+12025550111"}},
            {"caller_profile":{"caller_id_number":"102","caller_id_name":"Bob","destination_number":"+12025550100","context":"public","ani":"+12025550111","chan_name":"sofia/external/+12025550111@192.0.2.1"}}]}
            """);

        (record.Leg, record.Family, record.Role, record.NamesRecur, record.IsWholeLeg).Should().Be((new LegId("a"), new LegId("a"), RecordRole.Calling, true, true));
        (record.CallerNumber, record.CallerName, record.DialedNumber, record.Context).Should().Be(("+12025550111", null, "+12025550100", "public"));
        (record.Endpoint, record.Interface, record.Result).Should().Be(("+12025550111", "external", RecordResult.NoAnswer));
        (record.StartedAt, record.AnsweredAt, record.EndedBy).Should().Be((Start.AddTicks(1_234_560), null, null));
    }

    [Fact]
    public void Values_EncodedAsInAUrl_AreDecoded()
    {
        var record = Only("""
            {"variables":{"uuid":"a","direction":"outbound","originator":"b","start_stamp":"2026-11-23%2004%3A00%3A00","hangup_cause":"LOSE_RACE","channel_name":"sofia/internal/101%40192.0.2.1"},
            "callflow":[{"caller_profile":{"caller_id_name":"50% off","destination_number":"%2B12025550100"}}]}
            """);

        (record.StartedAt, record.Endpoint, record.DialedNumber, record.CallerName).Should().Be((Start, "101", "+12025550100", "50% off"));
        (record.Role, record.Family, record.Result).Should().Be((RecordRole.Called, new LegId("b"), RecordResult.Elsewhere));
    }

    [Theory]
    [InlineData("{0}{1}")]
    [InlineData("[{0},{1}]")]
    [InlineData("\uFEFF[\n{0},\n{1}\n]\n")]
    [InlineData("{0}\n\n{1}\n")]
    public void Records_OneBehindTheOtherOrInAnArray_AreAllRead(string layout)
    {
        var text = layout.Replace("{0}", Record("a"), StringComparison.Ordinal).Replace("{1}", Record("b"), StringComparison.Ordinal);

        Read(text).Records.Select(one => one.Leg!.Value.Value).Should().Equal("a", "b");
    }

    [Theory]
    [InlineData("{\"core-uuid\":\"x\",\"variables\":{\"uuid\":\"z\"", "it ends before it is complete; look whether FreeSWITCH could write all of it", 0)]
    [InlineData("{\"variables\":{\"uuid\":\"z\"}}", "its uuid or its start cannot be read;*", 0)]
    [InlineData("{\"a\":1}", "it has no variables*", 0)]
    [InlineData("{\"variables\":{a}}", "it is not JSON (byte *", 0)]
    [InlineData("hello", "it is no JSON object*", 0)]
    public void Document_ThatIsNoRecord_IsDamage(string text, string expected, int records)
    {
        var read = Read(text);

        read.Records.Should().HaveCount(records);
        read.Damage.Should().ContainSingle().Which.Should().Match(expected);
    }

    [Fact]
    public void Record_CutOffBeforeAnother_LosesOnlyItself()
    {
        var read = Read(Record("a") + Record("b")[..60] + Record("c"));

        read.Records.Select(one => one.Leg!.Value.Value).Should().Equal("a", "c");
        read.Damage.Should().ContainSingle();
    }

    [Fact]
    public void Name_ThatIsNoUtf8_IsReadAllTheSame()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Record("a", "Zo")), .. Encoding.UTF8.GetBytes(Record("b"))];
        bytes[Array.IndexOf(bytes, (byte)'Z') + 1] = 0xE9;

        Read(bytes).Records.Select(one => one.CallerName).Should().Equal("Zé", "Ann");
    }

    [Fact]
    public void Keys_ThatComeTwice_CountOnce()
    {
        Only("""{"variables":{"uuid":"a","uuid":"b","start_epoch":1795406400,"start_epoch":"7","direction":"inbound"}}""").Leg.Should().Be(new LegId("a"));
    }

    [Fact]
    public void Record_WithHugeVariables_IsReadAndAMonstrousOneIsNot()
    {
        Read(Record("a", new string('x', 500_000))).Records.Should().ContainSingle();

        var read = Read(Record("a", new string('x', JsonCdrs.MaxBytes)) + Record("b"));
        read.Records.Select(one => one.Leg!.Value.Value).Should().Equal("b");
        read.Damage.Should().ContainSingle().Which.Should().Contain("longer than");
    }

    [Fact]
    public void Bytes_InAnyPieces_GiveTheSameRecords()
    {
        var bytes = new RecordedScenario("freeswitch-1.11/queue-answered").Bytes("cdr.json");
        var whole = Read(bytes).Records;

        foreach (var size in (int[])[1, 7, 100, 1000])
        {
            Read(bytes, size).Records.Should().Equal(whole);
        }
    }

    private static string Record(string uuid, string name = "Ann") =>
        $$$"""{"core-uuid":"c","variables":{"uuid":"{{{uuid}}}","direction":"inbound","start_uepoch":"1795406400123456","caller_id_name":"{{{name}}}"}}""";

    private static FinishedRecord Only(string text)
    {
        var read = Read(text);
        read.Damage.Should().BeEmpty();
        return read.Records.Should().ContainSingle().Subject;
    }

    private static (List<FinishedRecord> Records, List<string> Damage) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static (List<FinishedRecord> Records, List<string> Damage) Read(byte[] bytes, int size = int.MaxValue)
    {
        var reader = new JsonCdrs(new CdrMapping(TimeZoneInfo.Utc), new WireText());
        var (records, damage) = (new List<FinishedRecord>(), new List<string>());
        for (int start = 0, end = 0; ;)
        {
            end = (int)Math.Min(bytes.Length, (long)end + size);
            RecordRead read;
            do
            {
                read = reader.Read(bytes, start, end - start, end == bytes.Length, out var used);
                start += used;
                if (read == RecordRead.Record)
                {
                    records.Add(reader.Record!);
                }
                else if (read == RecordRead.Damaged)
                {
                    damage.Add(reader.Damage!);
                }
            }
            while (read != RecordRead.Incomplete);

            if (end == bytes.Length)
            {
                return (records, damage);
            }
        }
    }
}
