using System.Text;
using System.Text.Json;
using CallTracking.Calls;
using CallTracking.Fuzzing;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pipeline;

namespace CallTracking.Core.Tests;

public sealed class ParserFuzzTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");

    [Fact]
    public void EventLog_OnAnything_RefusesOrReads()
    {
        Fuzz.Run(
            "eventlog",
            static bytes =>
            {
                var events = new List<PbxEvent>();
                EventLogCodec.Decode(bytes, events);
                events.Count.Should().BeLessThanOrEqualTo(bytes.Length);
            },
            [typeof(InvalidDataException)], runs: 5_000);
    }

    [Fact]
    public void SiteFile_OnAnything_RefusesOrReads()
    {
        var path = Path.Combine(_folder.FullName, "site.json");
        Fuzz.Run(
            "site",
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                SiteFile.Load(path).Country.Should().NotBeNullOrEmpty();
            },
            [typeof(SiteFileException)], bytesAtMost: 3_000_000, runs: 1_500);
    }

    [Fact]
    public void LedgerDocument_OnAnything_RefusesOrReads()
    {
        Fuzz.Run(
            "ledger",
            static bytes =>
            {
                using var stream = new MemoryStream(bytes);
                LedgerDocument.Read(stream).ToJson().Should().NotBeNull();
            },
            [typeof(JsonException)], bytesAtMost: 1_000_000);
    }

    [Fact]
    public void NumberPlan_OnAnything_Reads()
    {
        var plan = new NumberPlan(new SiteOptions { Country = "US", OutboundPrefix = "9" });
        Fuzz.Run(
            "numbers",
            bytes =>
            {
                var text = Encoding.UTF8.GetString(bytes);
                var number = plan.Read(text);
                (number.E164 is null || (number.E164.Length <= 16 && plan.Read(number.E164).E164 == number.E164)).Should().BeTrue();
                plan.Party(text);
                plan.IsExtension(text);
                plan.TryStripOutboundPrefix(text, out _);
            },
            [], bytesAtMost: 3_000_000);
    }

    [Fact]
    public void Cursor_OnAnything_IsNoneOrReadBack()
    {
        Fuzz.Run(
            "cursor",
            static bytes =>
            {
                if (CallHistoryCursor.TryParse(Encoding.UTF8.GetString(bytes), out var cursor))
                {
                    CallHistoryCursor.TryParse(cursor.ToString(), out var again).Should().BeTrue();
                    again.Should().Be(cursor);
                }
            },
            [], runs: 5_000);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
