using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiReaderTests
{
    [Fact]
    public void TryRead_RecordedLogin_GivesEveryMessage()
    {
        AmiStream.ReadAll(AmiStream.Login).Should().Equal(
            "Banner Asterisk Call Manager/11.0.0",
            "Response Success|ActionID=ct-1|Message=Authentication accepted",
            "Event FullyBooted|Privilege=system,all|Uptime=397|LastReload=397|Status=Fully Booted");
    }

    [Fact]
    public void TryRead_ExtraBlankLineAfterTestEvent_IsDropped()
    {
        AmiStream.ReadAll("\r\n\r\nEvent: TestEvent\r\nToken: ALL\r\n\r\n\r\nEvent: TestEvent\r\nPort: 25296\r\n\r\n\r\n").Should().Equal(
            "Event TestEvent|Token=ALL", "Event TestEvent|Port=25296");
    }

    [Fact]
    public void TryRead_LfOnlyLines_AreUnderstood()
    {
        AmiStream.ReadAll("Asterisk Call Manager/1.1\nResponse:Success\nPing: Pong\n\n\nEvent: Reload\nModule: x\n\n").Should().Equal(
            "Banner Asterisk Call Manager/1.1", "Response Success|Ping=Pong", "Event Reload|Module=x");
    }

    [Fact]
    public void TryRead_LoneLfInAValue_BelongsToTheValue()
    {
        const string Response = "Response: Error\r\nMessage: No Contacts found\n\r\n\r\n";

        AmiStream.ReadAll(Response + "Event: UserEvent\r\nNote: a\n\nb: c\r\nX: y\r\n\r\n").Should().Equal(
            "Response Error|Message=No Contacts found\n", "Event UserEvent|Note=a\n\nb: c|X=y");
    }

    [Fact]
    public void TryRead_CommandOutput_KeepsEveryLine()
    {
        AmiStream.ReadAll("Response: Success\r\nMessage: Output follows\r\nOutput: Type   State: x\r\nOutput:   --\r\nOutput: \r\n\r\n")
            .Should().Equal("Response Success|Message=Output follows|Output=Type   State: x|Output=  --|Output=");
    }

    [Fact]
    public void TryRead_CommandOutputOfOldVersions_EndsAtItsMark()
    {
        var old = "Response: Follows\r\nPrivilege: Command\r\nActionID: 7\r\nName: a\n\n\r\n\r\nlast: b\n--END COMMAND--\r\n\r\n";

        AmiStream.ReadAll(old + AmiStream.Hangup).Should().Equal(
            "Response Follows|Privilege=Command|ActionID=7|Output=Name: a|Output=|Output=|Output=|Output=last: b",
            AmiStream.HangupText);
    }

    [Fact]
    public void TryRead_RepeatedHeaders_AreAllReachedInOrder()
    {
        AmiStream.ReadAll("Event: Hold\r\nChanVariable: a=1\r\nChanVariable: b=2\r\nUniqueid: 1.2\r\nVariable: \r\n\r\n").Should().Equal(
            "Event Hold|ChanVariable=a=1|ChanVariable=b=2|Uniqueid=1.2|Variable=");
    }

    [Fact]
    public void TryRead_SkippedEvents_CountAsFramesAndByName()
    {
        var reader = new AmiReader(new AmiSkip(["Hangup"]));
        const string Odd = "EVENT:Odd\r\n\r\nEvent: Odd\nx: y\n\n";
        var bytes = Encoding.Latin1.GetBytes(AmiStream.Login + AmiStream.Hangup + Odd + AmiStream.Hangup);

        var messages = AmiStream.ReadAll(reader, bytes);

        messages.Should().HaveCount(4).And.EndWith(AmiStream.HangupText);
        reader.Frames.Should().Be(6);
        reader.Skipped.ToDictionary().Should().Equal(new Dictionary<string, long> { ["FullyBooted"] = 1, ["Odd"] = 2 });
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public void TryRead_MessageOverTheLimit_IsDroppedToTheNextBlankLine(string lineEnd)
    {
        var huge = $"Event: VarSet{lineEnd}Value: {new string('x', 5000)}{lineEnd}{lineEnd}";
        var longLine = $"Event: {new string('y', 5000)}{lineEnd}{lineEnd}";

        foreach (var size in new[] { 1, 100, 4096, 100_000 })
        {
            var reader = new AmiReader(AmiSkip.None, maxMessageBytes: 4096);

            var messages = AmiStream.Pump(reader, Encoding.Latin1.GetBytes(AmiStream.Login + huge + longLine + AmiStream.Hangup), size);

            messages.Should().HaveCount(4).And.EndWith(AmiStream.HangupText);
            reader.Oversize.Should().Be(2);
            reader.Frames.Should().Be(5);
        }
    }

    [Fact]
    public void TryRead_OversizeWithoutEnd_DoesNotKeepBytes()
    {
        var reader = new AmiReader(AmiSkip.None, maxMessageBytes: 4096);
        var message = new AmiMessage();
        var rest = new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes("Event: x\r\nValue: " + new string('x', 1_000_000)));

        reader.TryRead(ref rest, message).Should().BeFalse();

        rest.Length.Should().BeLessThan(8);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6")]
    [InlineData("{\"t\": 1}\n", "{\"t\": 1}")]
    public void TryRead_FirstLineIsNoHeader_IsGivenAsItIs(string stream, string seen)
    {
        AmiStream.ReadAll(stream).Should().ContainSingle().Which.TrimEnd('\r').Should().Be($"Other {seen}");
    }

    [Fact]
    public void TryRead_StreamWithoutAnyLine_IsGivenAfterAKilobyte()
    {
        AmiStream.ReadAll(new string('#', 3000))[0].Should().StartWith("Other ####");
    }

    [Fact]
    public void TryRead_SecondBannerInAStream_IsABanner()
    {
        AmiStream.ReadAll(AmiStream.Login + AmiStream.Login).Should().HaveCount(6)
            .And.Subject.ElementAt(3).Should().Be("Banner Asterisk Call Manager/11.0.0");
    }

    [Fact]
    public void Reset_HalfMessage_IsDropped()
    {
        var reader = new AmiReader(AmiSkip.None);
        AmiStream.ReadAll(reader, Encoding.Latin1.GetBytes(AmiStream.Login + "Event: Hangup\r\nChan"));

        reader.Reset();

        AmiStream.ReadAll(reader, Encoding.Latin1.GetBytes(AmiStream.Login)).Should().HaveCount(3);
    }

    [Fact]
    public void TryRead_SplitAtEveryByte_GivesTheSameMessages()
    {
        var bytes = Encoding.Latin1.GetBytes(AmiStream.Mixed);
        var whole = AmiStream.ReadAll(new AmiReader(AmiSkip.None), bytes);
        for (var at = 1; at < bytes.Length; at++)
        {
            AmiStream.ReadAll(new AmiReader(AmiSkip.None), bytes[..at], bytes[at..]).Should().Equal(whole);
            AmiStream.PumpPieces(new AmiReader(AmiSkip.None), bytes[..at], bytes[at..]).Should().Equal(whole);
        }
    }

    [Fact]
    public void TryRead_MemoryThatIsNoArray_IsReadAsWell()
    {
        var bytes = Encoding.Latin1.GetBytes(AmiStream.Mixed);
        using var foreign = new NativeBytes(bytes);
        var sequence = new ReadOnlySequence<byte>(foreign.Memory);
        var reader = new AmiReader(AmiSkip.None);
        var message = new AmiMessage();
        var messages = new List<string>();

        while (reader.TryRead(ref sequence, message))
        {
            messages.Add(AmiStream.Describe(message));
        }

        messages.Should().Equal(AmiStream.ReadAll(AmiStream.Mixed));
    }

    [Fact]
    public void TryRead_BusyStream_AllocatesNothingPerMessage()
    {
        var calls = string.Concat(Enumerable.Repeat(AmiStream.Newchannel + AmiStream.Hangup, 2000));
        var bytes = Encoding.Latin1.GetBytes(AmiStream.Login + calls);
        var pieces = AmiStream.Sequence([.. bytes.Chunk(4096)]);
        var reader = new AmiReader(new AmiSkip(["Newchannel"]));
        var message = new AmiMessage();
        Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = Read();
        var perMessage = (GC.GetAllocatedBytesForCurrentThread() - before) / 4000.0;

        read.Should().Be(2002);
        perMessage.Should().BeLessThan(1);

        int Read()
        {
            var count = 0;
            var rest = pieces;
            reader.Reset();
            while (reader.TryRead(ref rest, message))
            {
                count++;
                _ = message.Get("Uniqueid"u8);
                _ = message.Get("Channel"u8);
                _ = message.Timestamp;
            }

            return count;
        }
    }

    private sealed unsafe class NativeBytes : MemoryManager<byte>
    {
        private readonly System.Runtime.InteropServices.GCHandle _handle;
        private readonly int _length;

        public NativeBytes(byte[] bytes)
        {
            _handle = System.Runtime.InteropServices.GCHandle.Alloc(bytes, System.Runtime.InteropServices.GCHandleType.Pinned);
            _length = bytes.Length;
        }

        public override Span<byte> GetSpan() => new((void*)_handle.AddrOfPinnedObject(), _length);

        public override MemoryHandle Pin(int elementIndex = 0) => default;

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing) => _handle.Free();
    }
}
