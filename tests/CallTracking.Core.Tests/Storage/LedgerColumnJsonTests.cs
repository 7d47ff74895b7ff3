using System.Buffers;
using System.Text;
using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Kits;

namespace CallTracking.Storage;

public class LedgerColumnJsonTests
{
    [Fact]
    public void Columns_OfACall_AreSpelledLikeThis()
    {
        // A ledger that exists must stay readable: change the reading before the spelling.
        var call = Sample.Full(1);
        JsonSerializer.Serialize(call.Transfers, LedgerColumnJson.Transfers)
            .Should().Be("""[{"kind":1,"from":"101","to":"102","completed":true},{"kind":4,"completed":false}]""");
        JsonSerializer.Serialize(call.Relations, LedgerColumnJson.Relations)
            .Should().Be("""[{"kind":3,"callId":"01938a5c-0000-7000-8000-0000000f4241"}]""");
        JsonSerializer.Serialize(call.Digits, LedgerColumnJson.Digits)
            .Should().Be("""[{"digits":"*1#"},{"party":"101","digits":"5"}]""");
        JsonSerializer.Serialize(call.Recordings, LedgerColumnJson.Recordings).Should().Be(
            """[{"link":"head-office","location":"2026/11/a \"b\".wav","startedAt":"2026-11-23T04:22:44.98501+00:00","length":"00:00:12.3456780"},"""
            + """{"link":"head-office","startedAt":"2026-11-23T04:22:44.985001+00:00"}]""");
        JsonSerializer.Serialize(call.Because, LedgerColumnJson.Because).Should().Be(
            """[{"verdict":"outcome","rule":"abandonedInQueue","events":[12,9000000000]},{"verdict":"direction","rule":"guessed","events":[]}]""");
    }

    [Fact]
    public void Writer_OverABuffer_SpellsLikeTheSerializer()
    {
        IReadOnlyList<CallDigits> digits = [new CallDigits("\u17E0 <&'\"> \ud83d\ude00", "1")];
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = LedgerColumnJson.CreateWriter(buffer);
        JsonSerializer.Serialize(writer, digits, LedgerColumnJson.Digits);
        Encoding.UTF8.GetString(buffer.WrittenSpan).Should().Be(JsonSerializer.Serialize(digits, LedgerColumnJson.Digits))
            .And.Contain("\u17E0 <&'");
    }
}
