using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiMessageTests
{
    private readonly AmiMessage _message = new();

    [Fact]
    public void Get_HeaderInAnyCase_IsFoundAndTheFirstOfSeveralCounts()
    {
        Read("Event: QueueCallerJoin\r\nUniqueID: 1.2\r\nuniqueid: 1.3\r\n\r\n");

        _message.Get("UNIQUEID"u8).Should().Be("1.2");
        _message.Get("Linkedid"u8).Should().BeNull();
        _message.Get(""u8).Should().BeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<unknown>")]
    [InlineData("unknown")]
    public void Get_WhatThePbxDoesNotKnow_IsNull(string value)
    {
        Read($"Event: Newchannel\r\nCallerIDNum: {value}\r\n\r\n");

        _message.Get("CallerIDNum"u8).Should().BeNull();
        _message.TryGet("CallerIDNum"u8, out _).Should().BeTrue();
    }

    [Fact]
    public void Get_UnknownInsideAValue_IsKept()
    {
        Read("Event: Newchannel\r\nCallerIDName: unknown caller\r\n\r\n");

        _message.Get("CallerIDName"u8).Should().Be("unknown caller");
    }

    [Fact]
    public void GetText_RecordedNastyName_IsTheNameThePhoneSent()
    {
        Read("Event: Newchannel\r\n" + """CallerIDName: Ян \\\"Кот\\\"; a,b: <x>""" + "\r\n\r\n", Encoding.UTF8);

        _message.GetText("CallerIDName"u8).Should().Be("Ян \"Кот\"; a,b: <x>");
    }

    [Fact]
    public void Get_BytesThatAreNoUtf8_AreLatin1()
    {
        Read("Event: Newchannel\r\nCallerIDName: Ren\u00E9\r\n\r\n");

        _message.Get("CallerIDName"u8).Should().Be("René");
    }

    [Fact]
    public void Get_TextThatEndsWithALineEndOfItsOwn_IsTrimmed()
    {
        Read("Response: Error\r\nMessage: No Contacts found\n\r\n\r\n");

        _message.Get("Message"u8).Should().Be("No Contacts found");
    }

    [Fact]
    public void Get_ValueSeenLately_IsTheSameString()
    {
        Read(AmiStream.Hangup);
        var first = _message.Get("Uniqueid"u8);
        Read(AmiStream.Newchannel + AmiStream.Hangup);
        Read(AmiStream.Hangup);

        _message.Get("Uniqueid"u8).Should().BeSameAs(first);
    }

    [Theory]
    [InlineData("16", 16L)]
    [InlineData("-1", -1L)]
    [InlineData("00:00:03", null)]
    [InlineData("", null)]
    [InlineData("99999999999999999999", null)]
    public void GetNumber_WholeNumbersOnly(string value, long? expected)
    {
        Read($"Event: Hangup\r\nCause: {value}\r\n\r\n");

        _message.GetNumber("Cause"u8).Should().Be(expected);
        _message.GetNumber("Other"u8).Should().BeNull();
    }

    [Fact]
    public void Timestamp_AbsentOrNoTime_IsNull()
    {
        Read("Event: UserEvent\r\nTimestamp: yesterday\r\n\r\n");
        _message.Timestamp.Should().BeNull();

        Read(AmiStream.Newchannel);
        _message.Timestamp.Should().Be(DateTimeOffset.UnixEpoch.AddSeconds(1795407643).AddMicroseconds(795868));
    }

    private void Read(string text, Encoding? encoding = null)
    {
        var reader = new AmiReader(AmiSkip.None);
        var sequence = new ReadOnlySequence<byte>((encoding ?? Encoding.Latin1).GetBytes(text));
        while (reader.TryRead(ref sequence, _message))
        {
        }
    }
}
