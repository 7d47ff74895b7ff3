using CsCheck;

namespace CallTracking.Pbx.Traces;

public sealed class TraceWriterTests : IDisposable
{
    private static readonly TraceHeader Header = new("asterisk-ami", new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), "PBX 22 ✆");
    private static readonly DateTimeOffset At = new(2026, 11, 23, 8, 0, 1, TimeSpan.Zero);

    private static readonly Gen<TraceChunk> Chunks = Gen.Select(
        Gen.Long[-62_135_596_800_000_000, 253_402_300_799_999_999], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Byte.Array[0, 300],
        (time, timed, sent, end, bytes) => new TraceChunk(
            timed ? DateTimeOffset.UnixEpoch.AddTicks(time * 10) : null, sent ? TraceDirection.Sent : TraceDirection.Received, bytes, end));

    private readonly TraceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Append_AnyChunks_AreReadBackAsTheyWere()
    {
        var n = 0;
        Gen.Select(Chunks.List[0, 20], Gen.Enum<TraceFlush>()).Sample((chunks, flush) =>
        {
            var path = _folder[$"{n++}.cttrace"];
            using (var writer = TraceWriter.Create(path, Header, flush))
            {
                chunks.ForEach(chunk => writer.Append(chunk));
            }

            var reader = TraceReader.Open(path);
            var read = TraceFolder.ReadAll(reader);
            File.Delete(path);
            return reader.Header == Header && reader.TornAt is null && read.Count == chunks.Count
                && read.Zip(chunks).All(pair => pair.First.At == pair.Second.At && pair.First.Direction == pair.Second.Direction
                    && pair.First.EndOfConnection == pair.Second.EndOfConnection
                    && pair.First.Bytes.Span.SequenceEqual(pair.Second.Bytes.Span));
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void Append_FileCutAnywhere_GivesEveryWholeRecordAndSaysWhereItBreaks()
    {
        var path = _folder["whole.cttrace"];
        var ends = new List<long>();
        using (var writer = TraceWriter.Create(path, Header))
        {
            ends.Add(new FileInfo(path).Length);
            for (var i = 0; i < 4; i++)
            {
                writer.Append(new TraceChunk(At, TraceDirection.Received, new byte[i * 7], i == 3));
                ends.Add(new FileInfo(path).Length);
            }
        }

        var bytes = File.ReadAllBytes(path);
        for (var length = (int)ends[0]; length <= bytes.Length; length++)
        {
            var reader = TraceReader.Open(_folder.Write("cut.cttrace", bytes.AsSpan(0, length)));
            TraceFolder.ReadAll(reader).Count.Should().Be(ends.Count(end => end <= length) - 1);
            reader.TornAt.Should().Be(ends.Contains(length) ? null : ends.Last(end => end < length));
        }
    }

    [Fact]
    public void Append_WhileSomebodyReads_TheRecordsSoFarAreThere()
    {
        var path = _folder["live.cttrace"];
        using var writer = TraceWriter.Create(path, Header);
        var reader = TraceReader.Open(path);
        TraceFolder.ReadAll(reader).Should().BeEmpty();

        writer.Append(new TraceChunk(At, TraceDirection.Sent, "a"u8.ToArray(), false));
        TraceFolder.Text(reader.ReadChunks()).Should().Be("01.000000 out a");

        writer.Append(new TraceChunk(At.AddMicroseconds(1), TraceDirection.Received, "b"u8.ToArray(), true));
        TraceFolder.Text(reader.ReadChunks()).Should().Be("01.000000 out a|01.000001 in bEND");
    }

    [Fact]
    public void Append_Buffered_ReachesTheFileOnFlush()
    {
        var path = _folder["buffered.cttrace"];
        using var writer = TraceWriter.Create(path, Header, TraceFlush.Buffered);
        writer.Append(new TraceChunk(At, TraceDirection.Sent, "a"u8.ToArray(), false));
        TraceFolder.ReadAll(TraceReader.Open(path)).Should().BeEmpty();

        writer.Flush();

        TraceFolder.ReadAll(TraceReader.Open(path)).Should().ContainSingle();
    }

    [Fact]
    public void Append_LargeChunk_BecomesSeveralOfOneTime()
    {
        var path = _folder["large.cttrace"];
        var bytes = new byte[(2 * TraceFile.MaxPayload) + 5];
        new Random(1).NextBytes(bytes);
        using (var writer = TraceWriter.Create(path, Header))
        {
            writer.Append(new TraceChunk(At, TraceDirection.Received, bytes, true));
        }

        var read = TraceFolder.ReadAll(TraceReader.Open(path));

        read.Select(chunk => chunk.Bytes.Length).Should().Equal(TraceFile.MaxPayload, TraceFile.MaxPayload, 5);
        read.Select(chunk => chunk.EndOfConnection).Should().Equal(false, false, true);
        read.Should().OnlyContain(chunk => chunk.At == At);
        read.SelectMany(chunk => chunk.Bytes.ToArray()).Should().Equal(bytes);
    }

    [Fact]
    public async Task Append_FromManyThreads_KeepsRecordsWhole()
    {
        var path = _folder["threads.cttrace"];
        using (var writer = TraceWriter.Create(path, Header, TraceFlush.Buffered))
        {
            await Task.WhenAll(Enumerable.Range(1, 8).Select(thread => Task.Run(() =>
            {
                for (var i = 0; i < 500; i++)
                {
                    writer.Append(new TraceChunk(At, TraceDirection.Received, Enumerable.Repeat((byte)thread, i % 97).ToArray(), false));
                }
            })));
        }

        var read = TraceFolder.ReadAll(TraceReader.Open(path));

        read.Should().HaveCount(8 * 500);
        read.Select(chunk => chunk.Bytes.ToArray().Distinct().Count()).Max().Should().Be(1, "no record holds the bytes of two threads");
    }

    [Fact]
    public void Create_FileExists_RefusesToOverwrite()
    {
        var path = _folder.Write("old.cttrace", "evidence");

        FluentActions.Invoking(() => TraceWriter.Create(path, Header)).Should().Throw<IOException>();
        File.ReadAllText(path).Should().Be("evidence");
    }

    [Fact]
    public void Append_AfterDispose_Throws()
    {
        var writer = TraceWriter.Create(_folder["closed.cttrace"], Header);
        writer.Dispose();
        writer.Dispose();

        FluentActions.Invoking(() => writer.Append(default)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Append_DiskFull_SaysSoAndStaysBounded()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full.");
        var create = () => TraceWriter.Create("/dev/full", Header);

        create.Should().Throw<IOException>();
    }
}
