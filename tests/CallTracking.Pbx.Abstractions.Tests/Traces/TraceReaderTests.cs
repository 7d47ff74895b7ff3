using CsCheck;

namespace CallTracking.Pbx.Traces;

public sealed class TraceReaderTests : IDisposable
{
    private static readonly TraceHeader Header = new("asterisk-ami", null, null);

    private readonly TraceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_RawWithTimingAndClient_GivesBothDirectionsInOrder()
    {
        var raw = _folder.Write("ami.raw", "HELLOworld");
        _folder.Write("ami.client.raw", "login");
        var timing = _folder.Write("ami.timing.jsonl", """
            {"t": 1.0001, "dir": "c2s", "off": 0, "len": 5}
            {"t": 2.000002, "dir": "s2c", "off": 0, "len": 5, "note": {"a": [1]}}

            {"t": 3, "dir": "s2c", "off": 5, "len": 5}
            {"t": 4, "dir": "s2c", "off": 10, "eof": true}
            """);

        var reader = TraceReader.Open(raw, timing);

        TraceFolder.Text(reader.ReadChunks())
            .Should().Be("01.000100 out login|02.000002 in HELLO|03.000000 in world|04.000000 in END");
        TraceFolder.ReadAll(reader).Should().HaveCount(4, "a trace can be read again");
        reader.Header.Should().Be(new TraceHeader(null, null, null));
        reader.TornAt.Should().BeNull();
    }

    [Fact]
    public void Open_RawWithoutClientFile_LeavesOutWhatWasSent()
    {
        var raw = _folder.Write("ami.raw", "HELLO");
        var timing = _folder.Write("t.jsonl", """
            {"t": 1, "dir": "c2s", "off": 0, "len": 5}
            {"t": 2, "dir": "s2c", "off": 0, "len": 5}
            """);

        TraceFolder.Text(TraceReader.Open(raw, timing).ReadChunks()).Should().Be("02.000000 in HELLO");
    }

    [Fact]
    public void Open_RawWithoutTiming_ComesWholeWithoutTimes()
    {
        var bytes = new byte[150_000];
        new Random(2).NextBytes(bytes);

        var read = TraceFolder.ReadAll(TraceReader.Open(_folder.Write("big.raw", bytes)));

        read.Select(chunk => chunk.Bytes.Length).Should().Equal(65_536, 65_536, 18_928);
        read.Should().OnlyContain(chunk => chunk.At == null && !chunk.EndOfConnection && chunk.Direction == TraceDirection.Received);
        read.SelectMany(chunk => chunk.Bytes.ToArray()).Should().Equal(bytes);
    }

    [Fact]
    public void Open_LargeCapturedChunk_ComesInPartsOfOneTime()
    {
        var raw = _folder.Write("big.raw", new byte[100_000]);
        var timing = _folder.Write("t.jsonl", """{"t": 1, "dir": "s2c", "off": 0, "len": 100000}""");

        var read = TraceFolder.ReadAll(TraceReader.Open(raw, timing));

        read.Select(chunk => chunk.Bytes.Length).Should().Equal(65_536, 34_464);
        read.Should().OnlyContain(chunk => chunk.At == DateTimeOffset.UnixEpoch.AddSeconds(1));
    }

    [Theory]
    [InlineData("{\"t\":1,\"dir\":\"s2c\",\"off\":0,\"len\":4}\n{\"t\":1,\"dir\":\"s2c\",\"off\":4,\"len\":2}", "line 2: bytes 4 to 6 do not lie in*")]
    [InlineData("{\"t\":1,\"dir\":\"s2c\",\"off\":0,\"len\":4}\n{\"t\":1,\"dir\":\"s2c\",\"off\":3,\"len\":2}", "line 2: bytes 3 to 5 do not follow byte 4 in*")]
    [InlineData("{\"t\":1,\"dir\":\"s2c\",\"off\":0,\"len\":4}\n", "line 1: it ends at byte 4 of *, which has 5*")]
    [InlineData("{\"t\":1,\"dir\":\"s2c\",\"off\":0,\"len\":9223372036854775807}\n", "line 1: bytes 0 to*")]
    [InlineData("\n\n{\"t\":1,\"dir\":\"s2c\"", "line 3: not a timing such as*")]
    [InlineData("{\"t\":1,\"dir\":\"up\",\"off\":0,\"len\":5}", "line 1: not a timing such as*")]
    [InlineData("{\"t\":\"noon\",\"dir\":\"s2c\",\"off\":0,\"len\":5}", "line 1: not a timing such as*")]
    [InlineData("{\"t\":1e300,\"dir\":\"s2c\",\"off\":0,\"len\":5}", "line 1: not a timing such as*")]
    [InlineData("{\"t\":-1,\"dir\":\"s2c\",\"off\":0,\"len\":5}", "line 1: not a timing such as*")]
    [InlineData("{\"t\":1,\"dir\":\"s2c\",\"off\":0}", "line 1: not a timing such as*")]
    [InlineData("{\"t\":1,\"dir\":\"s2c\",\"off\":0,\"len\":-5}", "line 1: not a timing such as*")]
    [InlineData("[1,2]", "line 1: not a timing such as*")]
    [InlineData("{} {}", "line 1: not a timing such as*")]
    public void Open_TimingThatDoesNotFit_SaysLineAndCure(string text, string expected)
    {
        var raw = _folder.Write("ami.raw", "HELLO");
        var timing = _folder.Write("t.jsonl", text);

        Refused(() => TraceReader.Open(raw, timing)).Should().Match($"{timing}, {expected}").And.Match("*give *none*|*leave*".Split('|')[
            expected.Contains("not a timing", StringComparison.Ordinal) ? 1 : 0]);
    }

    [Fact]
    public void Open_EmptyTiming_SaysSo()
    {
        var raw = _folder.Write("ami.raw", "HELLO");
        var timing = _folder.Write("t.jsonl", string.Empty);

        Refused(() => TraceReader.Open(raw, timing)).Should().Be($"{timing}: the timing file is empty; leave it out to go without times");
    }

    [Fact]
    public void Open_TimingThatIsAnotherFile_IsRefusedWithoutReadingItAll()
    {
        var raw = _folder.Write("ami.raw", "HELLO");
        var timing = _folder.Write("t.jsonl", new string('x', 1_000_000));

        Refused(() => TraceReader.Open(raw, timing)).Should().Contain("line 1: longer than 4096 bytes");
    }

    [Fact]
    public void Open_MissingFiles_NamesTheMissingOne()
    {
        var raw = _folder.Write("ami.raw", "HELLO");

        Refused(() => TraceReader.Open(_folder["no.raw"])).Should().Be($"{_folder["no.raw"]}: there is no such file; check the path");
        Refused(() => TraceReader.Open(raw, _folder["no.jsonl"])).Should().StartWith($"{_folder["no.jsonl"]}: there is no such file");
        Refused(() => TraceReader.Open(raw, _folder["no/no.jsonl"])).Should().StartWith($"{_folder["no/no.jsonl"]}: there is no such folder");
        Refused(() => TraceReader.Open(_folder["."])).Should().Contain("it may not be read");
    }

    [Fact]
    public void Open_WhatIsNoTrace_SaysWhatToGive()
    {
        Refused(() => TraceReader.Open(_folder.Write("a.raw", string.Empty))).Should().Contain("the file is empty");
        Refused(() => TraceReader.Open(_folder.Write("a.png", "\u0089PNG"))).Should().Contain("not a trace; give");
        Refused(() => TraceReader.Open(_folder.Write("a.raw.gz", [0x1F, 0x8B, 8, 0]))).Should().Contain("unpack it first");
        Refused(() => TraceReader.Open(_folder.Write("a.cttrace", "CTTRACE\u001A"))).Should().Contain("breaks off in its header at offset 8");
        Refused(() => TraceReader.Open(_folder.Write("b.cttrace", [.. TraceFile.Magic, 2, 0, 0, 0, 0, 0])))
            .Should().Contain("trace format 2").And.Contain("update");
        Refused(() => TraceReader.Open(_folder.Write("c.cttrace", [.. TraceFile.Magic, 1, 0, 255, 255, 255, 255]))).Should().Contain("damaged");
        Refused(() => TraceReader.Open(_folder.Write("d.cttrace", [.. TraceFile.Magic, 1, 0, 9, 0, 0, 0, (byte)'{']))).Should().Contain("breaks off");
        Refused(() => TraceReader.Open(_folder.Write("e.cttrace", [.. TraceFile.Magic, 1, 0, 1, 0, 0, 0, (byte)'{']))).Should().Contain("damaged");
    }

    [Fact]
    public void Open_OwnFormatWithTiming_SaysToLeaveItOut()
    {
        var path = Own([]);

        Refused(() => TraceReader.Open(path, _folder.Write("t.jsonl", "{}"))).Should().Contain("holds its own times");
    }

    [Fact]
    public void Open_HeaderFromTheFuture_IgnoresUnknownMembers()
    {
        var json = """{ "kind": "asterisk-ami", "mood": [1] }"""u8;
        var path = _folder.Write("f.cttrace", [.. TraceFile.Magic, 1, 0, (byte)json.Length, 0, 0, 0, .. json]);

        TraceReader.Open(path).Header.Should().Be(new TraceHeader("asterisk-ami", null, null));
    }

    [Fact]
    public void ReadChunks_ZerosAfterAPowerCut_AreATornTail()
    {
        var path = Own([new TraceChunk(null, TraceDirection.Received, "a"u8.ToArray(), false)]);
        var whole = new FileInfo(path).Length;
        File.AppendAllBytes(path, new byte[200_000]);

        var reader = TraceReader.Open(path);

        TraceFolder.ReadAll(reader).Should().ContainSingle();
        reader.TornAt.Should().Be(whole);
    }

    [Fact]
    public void ReadChunks_DamageInTheMiddle_IsNamedAfterTheWholeRecords()
    {
        var path = Own([new TraceChunk(null, TraceDirection.Received, "a"u8.ToArray(), false)]);
        var offset = new FileInfo(path).Length;
        File.AppendAllBytes(path, [.. new byte[40], 1]);
        var read = 0;

        var message = Refused(() => read += TraceReader.Open(path).ReadChunks().Select(_ => ++read).Count());

        message.Should().Contain($"damaged at offset {offset}");
        read.Should().Be(1);
    }

    [Fact]
    public void ReadChunks_AnyBytes_EndInChunksOrOneError()
    {
        var own = File.ReadAllBytes(Own([
            new TraceChunk(DateTimeOffset.UnixEpoch, TraceDirection.Received, new byte[50], false),
            new TraceChunk(null, TraceDirection.Sent, new byte[5], true)]));
        var n = 0;
        Gen.OneOf(
            Gen.Byte.Array[0, 200].Select(bytes => (Name: "x.raw", Bytes: bytes)),
            Gen.Byte.Array[0, 200].Select(tail => (Name: "x.cttrace", Bytes: (byte[])[.. TraceFile.Magic, .. tail])),
            Gen.Select(Gen.Int[0, own.Length - 1], Gen.Byte, (at, value) => (Name: "x.cttrace", Bytes: Changed(own, at, value))))
            .Sample(file =>
            {
                var path = _folder.Write($"{n++}{file.Name}", file.Bytes);
                try
                {
                    return TraceFolder.ReadAll(TraceReader.Open(path)).Sum(chunk => chunk.Bytes.Length) <= file.Bytes.Length;
                }
                catch (TraceFormatException exception)
                {
                    return exception.Message.StartsWith(path, StringComparison.Ordinal) && !exception.Message.Contains('\n');
                }
                finally
                {
                    File.Delete(path);
                }
            }, iter: 500, threads: 1);
    }

    [Fact]
    public void ReadChunks_AnyTiming_EndsInChunksOrOneError()
    {
        var raw = _folder.Write("ami.raw", "HELLO");
        string[] words =
        [
            "{", "}", "\"t\":", "1.5", ",", "\"dir\":", "\"s2c\"", "\"c2s\"", "\"off\":", "0", "5", "\"len\":", "\"eof\":", "true", "null",
            "\n", "\r\n", "{\"t\":1,\"dir\":\"s2c\",\"off\":0,\"len\":5}", "[", "é", "\0",
        ];
        Gen.Int[0, words.Length - 1].Select(i => words[i]).List[0, 25].Select(string.Concat).Sample(text =>
        {
            var timing = _folder.Write("t.jsonl", text);
            try
            {
                return TraceFolder.ReadAll(TraceReader.Open(raw, timing)).Sum(chunk => chunk.Bytes.Length) == 5;
            }
            catch (TraceFormatException exception)
            {
                return exception.Message.StartsWith(timing, StringComparison.Ordinal) && !exception.Message.Contains('\n');
            }
        }, iter: 1_000, threads: 1);
    }

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        var copy = bytes.ToArray();
        copy[at] = value;
        return copy;
    }

    private static string Refused<T>(Func<T> open) => FluentActions.Invoking(open).Should().Throw<TraceFormatException>().Which.Message;

    private string Own(IEnumerable<TraceChunk> chunks)
    {
        var path = _folder["own.cttrace"];
        using var writer = TraceWriter.Create(path, Header);
        foreach (var chunk in chunks)
        {
            writer.Append(chunk);
        }

        return path;
    }
}
