using System.Text;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiCorrelatorTests
{
    private readonly AmiCorrelator _correlator = new("Asterisk at pbx:5038");

    public AmiCorrelatorTests()
    {
        Receive("Asterisk Call Manager/11.0.0\r\n");
    }

    [Fact]
    public async Task Receive_RepliesInAnotherOrder_ReachTheirActions()
    {
        var (_, first, firstReply) = _correlator.Expect(isList: false);
        var (_, second, secondReply) = _correlator.Expect(isList: false);

        Receive($"Response: Error\r\nActionID: {second}\r\nMessage: Permission denied\r\n\r\n");
        Receive(AmiStream.Hangup + $"Response: Success\r\nActionID: {first}\r\nOutput: a\r\nOutput: b\r\n\r\n");

        (await secondReply.InTime()).IsPermissionDenied.Should().BeTrue();
        var reply = await firstReply.InTime();
        reply.IsSuccess.Should().BeTrue();
        reply.Response.All("output").Should().Equal("a", "b");
        _correlator.HasPending.Should().BeFalse();
    }

    [Theory]
    [InlineData("0", "DialEnd BUSY", DialResult.Busy)]
    [InlineData("0", "17", DialResult.Busy)]
    [InlineData("0", "21", DialResult.Declined)]
    [InlineData("1", "21", DialResult.Declined)]
    [InlineData("3", "19", DialResult.NoAnswer)]
    [InlineData("5", "0", DialResult.Busy)]
    [InlineData("0", "0", DialResult.Unavailable)]
    public async Task Receive_FailureInAnyOrderWithTheEndOfItsLeg_HasOneVerdict(string reason, string end, DialResult result)
    {
        var begin = "Event: Newchannel\r\nUniqueid: leg\r\n\r\n";
        var others = "Event: Newchannel\r\nUniqueid: other\r\n\r\nEvent: Hangup\r\nUniqueid: other\r\nCause: 16\r\n\r\n";
        var over = end.StartsWith("DialEnd ", StringComparison.Ordinal)
            ? $"Event: DialEnd\r\nDestUniqueid: leg\r\nDialStatus: {end[8..]}\r\n\r\n" + Hangup("0") : Hangup(end);
        foreach (var isResponseFirst in new[] { true, false })
        {
            var (id, name, _) = _correlator.Expect(isList: false);
            var verdict = _correlator.ExpectVerdict(id, "leg");
            var response = $"Event: OriginateResponse\r\nActionID: {name}\r\nResponse: Failure\r\nReason: {reason}\r\nUniqueid: leg\r\n\r\n";

            Receive(begin + (isResponseFirst ? response + others + over : others + over + response));

            (await verdict.InTime()).Should().Be(result, isResponseFirst ? "the response comes first" : "the end comes first");
        }

        static string Hangup(string cause) => $"Event: Hangup\r\nUniqueid: leg\r\nCause: {cause}\r\n\r\n";
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receive_FailureWhoseLegIsNotSeenToEnd_IsTakenAtItsWord(bool hasBegun)
    {
        var (id, name, _) = _correlator.Expect(isList: false);
        var verdict = _correlator.ExpectVerdict(id, "leg");

        Receive((hasBegun ? "Event: Newchannel\r\nUniqueid: leg\r\n\r\n" : string.Empty)
            + $"Event: OriginateResponse\r\nActionID: {name}\r\nResponse: Failure\r\nReason: 0\r\nUniqueid: leg\r\n\r\n");

        verdict.IsCompleted.Should().Be(!hasBegun, "the end of a leg that is there may say more");
        _correlator.End(new PbxLinkException(PbxLinkFailure.Lost, "over"));
        (await verdict.InTime()).Should().Be(DialResult.Unavailable);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10_000)]
    public async Task Receive_List_CollectsItsItemsAmongOtherEvents(int size)
    {
        var (_, id, list) = _correlator.Expect(isList: true);
        var (_, other, pong) = _correlator.Expect(isList: false);
        var text = $"Response: Success\r\nActionID: {id}\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\n"
            + $"Event: CoreShowChannel\r\nActionID: {id}\r\nChannel: PJSIP/101-1\r\n\r\n" + AmiStream.Hangup
            + $"Response: Success\r\nActionID: {other}\r\nPing: Pong\r\n\r\n"
            + $"Event: CoreShowChannel\r\nActionID: {id}\r\nChannel: PJSIP/101-2\r\n\r\n"
            + $"Event: CoreShowChannelsComplete\r\nActionID: {id}\r\nEventList: Complete\r\nListItems: 2\r\n\r\n" + AmiStream.Hangup;

        foreach (var piece in Encoding.Latin1.GetBytes(text).Chunk(size))
        {
            _correlator.Receive(piece);
        }

        (await list.InTime()).Items.Select(static item => item["channel"]).Should().Equal("PJSIP/101-1", "PJSIP/101-2");
        (await pong.InTime()).Response["Ping"].Should().Be("Pong");
    }

    [Fact]
    public async Task Receive_ListOfOldVersionsWithoutEventList_EndsAtComplete()
    {
        var (_, id, list) = _correlator.Expect(isList: true);

        Receive($"Response: Success\r\nActionID: {id}\r\nMessage: Status will follow\r\n\r\n"
            + $"Event: Status\r\nActionID: {id}\r\n\r\nEvent: StatusComplete\r\nActionID: {id}\r\nItems: 1\r\n\r\n");

        (await list.InTime()).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task Receive_ErrorInsteadOfAList_EndsIt()
    {
        var (_, id, list) = _correlator.Expect(isList: true);

        Receive($"Response: Error\r\nActionID: {id}\r\nMessage: No Contacts found\n\r\n\r\n");

        (await list.InTime()).Message.Should().Be("No Contacts found");
    }

    [Fact]
    public void Receive_RepliesOfStrangers_AreCountedOnly()
    {
        _correlator.Expect(isList: false);

        Receive("Response: Success\r\nActionID: other-1\r\n\r\nResponse: Error\r\nMessage: Missing action in request\r\n\r\n");

        _correlator.Unmatched.Should().Be(2);
        _correlator.HasPending.Should().BeTrue();
    }

    [Fact]
    public async Task End_TellsEverybodyWhoWaits()
    {
        var (_, _, reply) = _correlator.Expect(isList: false);
        var lost = new PbxLinkException(PbxLinkFailure.Lost, "gone");

        _correlator.End(lost);

        (await reply.FailureAsync()).Should().BeSameAs(lost);
        (await _correlator.FullyBooted.FailureAsync()).Should().BeSameAs(lost);
        var expect = () => _correlator.Expect(isList: false);
        expect.Should().Throw<PbxLinkException>();
    }

    [Fact]
    public async Task Receive_FullyBooted_TellsTheUptime()
    {
        Receive(AmiStream.Login["Asterisk Call Manager/11.0.0\r\n".Length..]);

        (await _correlator.FullyBooted.InTime()).Should().Be(397);
    }

    private void Receive(string text) => _correlator.Receive(Encoding.Latin1.GetBytes(text));
}
