using CallTracking.Fuzzing;
using CallTracking.Pbx.Tests.Wire;
using CallTracking.Pbx.Traces;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx;

public sealed class ParserFuzzTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");

    [Fact]
    public void CsvReader_OnAnything_GoesOnToTheEndWithinItsBounds()
    {
        var reader = new CsvReader(maxRowBytes: 1024);
        Fuzz.Run("csv", bytes => ReadAll(reader, bytes), [], bytesPerByte: 2_000, bytesAtMost: 100_000, runs: 5_000);
    }

    [Fact]
    public void CsvReader_OnAnythingInPieces_SaysTheSame()
    {
        Fuzz.Run(
            "csv",
            static bytes =>
            {
                var whole = CsvRows.Read(bytes, Math.Max(1, bytes.Length), maxRowBytes: 1024);
                CsvRows.Read(bytes, 97, maxRowBytes: 1024).Should().Be(whole);
                CsvRows.Read(bytes, 1021, maxRowBytes: 1024).Should().Be(whole);
            },
            [], bytesPerByte: 3_000, bytesAtMost: 3_000_000, runs: 1_000);
    }

    [Fact]
    public void TraceReader_OnAnything_RefusesOrReads()
    {
        var path = Path.Combine(_folder.FullName, "x.cttrace");
        Fuzz.Run(
            "trace",
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                var read = TraceReader.Open(path).ReadChunks().Sum(chunk => (long)chunk.Bytes.Length);
                read.Should().BeLessThanOrEqualTo(bytes.Length);
            },
            [typeof(TraceFormatException)], bytesAtMost: 3_000_000, runs: 1_500);
    }

    [Fact]
    public void RawCapture_WithAnyTiming_RefusesOrReads()
    {
        var raw = Path.Combine(_folder.FullName, "x.raw");
        var timing = Path.Combine(_folder.FullName, "x.timing.jsonl");
        File.WriteAllText(raw, "0123456789");
        Fuzz.Run(
            "timing",
            bytes =>
            {
                File.WriteAllBytes(timing, bytes);
                TraceReader.Open(raw, timing).ReadChunks().Sum(chunk => chunk.Bytes.Length).Should().BeLessThanOrEqualTo(10);
            },
            [typeof(TraceFormatException)], bytesAtMost: 3_000_000, runs: 1_500);
    }

    [Fact]
    public void NumberPseudonyms_OnAnything_ChangeDigitsOnly()
    {
        using var numbers = new NumberPseudonyms(new byte[32]);
        Fuzz.Run(
            "numbers",
            bytes =>
            {
                var shown = bytes.ToArray();
                numbers.Apply(shown);
                for (var i = 0; i < bytes.Length; i++)
                {
                    (shown[i] == bytes[i] || (IsDigit(shown[i]) && IsDigit(bytes[i]))).Should().BeTrue();
                }
            },
            [], bytesPerByte: 2_000, bytesAtMost: 1_000_000);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static bool IsDigit(byte one) => char.IsAsciiDigit((char)one);

    private static void ReadAll(CsvReader reader, byte[] bytes)
    {
        reader.Restart(line: 1);
        var at = 0;
        for (var steps = 0; ; steps++)
        {
            steps.Should().BeLessThanOrEqualTo(bytes.Length, "every step consumes something");
            var read = reader.Read(bytes, at, bytes.Length - at, isEnd: true, out var consumed);
            at += consumed;
            if (read == CsvRead.Incomplete)
            {
                break;
            }

            consumed.Should().BePositive();
            (reader.Damage is null).Should().Be(read == CsvRead.Row);
            for (var i = 0; i < reader.Count; i++)
            {
                (reader[i].Length <= reader.Row.Length).Should().BeTrue();
            }
        }

        at.Should().Be(bytes.Length);
    }
}
