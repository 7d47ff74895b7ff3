using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.ScreenPop;

namespace CallTracking.Core.Tests.ScreenPop;

public sealed class PopFoldTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Alice = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
    private static readonly Guid Bob = new(2, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    [Fact]
    public void Next_TwoPhonesRing_PopsOnBoth()
    {
        var pops = Next([], Inbound(Rings(Alice, "201"), Rings(Bob, "202")));

        pops.Should().HaveCount(2).And.OnlyContain(pop => pop.State == PopState.Ringing && pop.Number == "+12025550111" && pop.Since == Now
            && pop.DialedNumber == "100" && pop.CallerState == PopCallerState.Pending);
        pops.Select(pop => pop.Employee).Should().Equal(Alice, Bob);
    }

    [Fact]
    public void Next_TwoPhonesOfOneEmployeeRing_IsOnePop()
    {
        var pops = Next([], Inbound(Rings(Alice, "201"), Rings(Alice, "291")));

        pops.Should().ContainSingle().Which.Extensions.Should().Equal("201", "291");
    }

    [Fact]
    public void Next_OneOfTwoPhonesIsTaken_IsThatOneInCall()
    {
        var ringing = Next([], Inbound(Rings(Alice, "201"), Rings(Alice, "291")));

        var pops = Next(ringing, Inbound(Rings(Alice, "201"), Talks(Alice, "291")), 3);

        pops.Should().ContainSingle().Which.Should().Match<CallPop>(pop => pop.State == PopState.InCall && pop.Since == Now);
        pops[0].Extensions.Should().Equal("291");
    }

    [Fact]
    public void Next_NobodyHasTheExtension_PopsOnNobody() =>
        Next([], Inbound(Rings(null, "201"))).Should().BeEmpty();

    [Theory]
    [InlineData(ParticipantPresence.None)]
    [InlineData(ParticipantPresence.Asked)]
    [InlineData(ParticipantPresence.Calling)]
    public void Next_DoesNotRing_PopsOnNobody(ParticipantPresence presence) =>
        Next([], Inbound(Party(Alice, "201", presence))).Should().BeEmpty();

    [Fact]
    public void Next_NothingNew_IsTheSamePop()
    {
        var before = Next([], Inbound(Rings(Alice, "201")));

        Next(before, Inbound(Rings(Alice, "201")) with { Wait = TimeSpan.FromSeconds(3), Revision = 7 }, 3)[0].Should().BeSameAs(before[0]);
    }

    [Fact]
    public void Next_NameComesLater_UpdatesInPlace()
    {
        var before = Next([], Inbound(Rings(Alice, "201")));

        var pops = Next(before, Inbound(Rings(Alice, "201")) with { CallerName = "A. Caller" }, 3);

        pops.Should().ContainSingle().Which.Should().Match<CallPop>(pop => pop.CallerName == "A. Caller" && pop.Since == Now);
    }

    [Fact]
    public void Next_SomebodyElseTakesIt_GoesAsAnsweredElsewhere()
    {
        var before = Next([], Inbound(Rings(Alice, "201"), Rings(Bob, "202")));

        var pops = Next(before, Inbound(Over(Alice, "201", ParticipantResult.AnsweredElsewhere), Talks(Bob, "202")), 2);

        pops.Should().SatisfyRespectively(
            bob => bob.Should().Match<CallPop>(pop => pop.Employee == Bob && pop.State == PopState.InCall && pop.End == null),
            alice => alice.Should().Match<CallPop>(pop => pop.Employee == Alice && pop.State == PopState.Gone && pop.End == PopEnd.AnsweredElsewhere));
    }

    [Theory]
    [InlineData(ParticipantResult.NoAnswer, PopEnd.NoAnswer)]
    [InlineData(ParticipantResult.Declined, PopEnd.Declined)]
    [InlineData(ParticipantResult.Busy, PopEnd.Declined)]
    [InlineData(ParticipantResult.Cancelled, PopEnd.Stopped)]
    public void Next_StopsRinging_GoesForTheReason(ParticipantResult result, PopEnd end)
    {
        var before = Next([], Inbound(Rings(Alice, "201")));

        Next(before, Inbound(Over(Alice, "201", result)), 9).Should().ContainSingle().Which.End.Should().Be(end);
    }

    [Fact]
    public void Next_CallerHangsUp_GoesAsThat()
    {
        var before = Next([], Inbound(Rings(Alice, "201")));

        var pops = Next(before, Ended(Inbound(Over(Alice, "201", ParticipantResult.Cancelled))), 4);

        pops.Should().ContainSingle().Which.End.Should().Be(PopEnd.CallerHungUp);
    }

    [Fact]
    public void Next_ReasonIsKnownOnlyLater_ComesAsGoneOnceMore()
    {
        var ringing = Next([], Inbound(Rings(Alice, "201")));
        var stopped = Next(ringing, Inbound(Over(Alice, "201", ParticipantResult.NoAnswer)), 3);

        var declined = Next(stopped, Inbound(Over(Alice, "201", ParticipantResult.Declined)), 3.1);
        var same = Next(declined, Ended(Inbound(Over(Alice, "201", ParticipantResult.Declined))), 4);

        declined.Should().ContainSingle().Which.Should().Match<CallPop>(pop => pop.State == PopState.Gone && pop.End == PopEnd.Declined);
        same.Should().ContainSingle().Which.Should().BeSameAs(declined[0]);
    }

    [Fact]
    public void Next_RingsAgain_IsThereAgain()
    {
        var gone = Next(Next([], Inbound(Rings(Alice, "201"))), Inbound(Over(Alice, "201", ParticipantResult.NoAnswer)), 3);

        var again = Next(gone, Inbound(Rings(Alice, "201")), 7);

        again.Should().ContainSingle().Which.Should().Match<CallPop>(
            pop => pop.State == PopState.Ringing && pop.End == null && pop.Since == Now.AddSeconds(7));
    }

    [Fact]
    public void Next_ComesBackAfterATransferAndThenEnds_EndsAsEnded()
    {
        CallTransfer[] moves = [new(TransferKind.Park, "201", null, false)];
        var talking = Next([], Inbound(Talks(Alice, "201")));
        var parked = Next(talking, Inbound(Over(Alice, "201", ParticipantResult.Answered)) with { Transfers = moves }, 3);
        var back = Next(parked, Inbound(Talks(Alice, "201")) with { Transfers = moves }, 9);

        var over = Next(back, Ended(Inbound(Over(Alice, "201", ParticipantResult.Answered)) with { Transfers = moves }), 12);

        parked.Should().ContainSingle().Which.End.Should().Be(PopEnd.HandedOn);
        over.Should().ContainSingle().Which.End.Should().Be(PopEnd.Ended);
    }

    [Fact]
    public void Next_EmployeeTransfersTheCaller_MovesThePop()
    {
        var before = Next([], Inbound(Talks(Alice, "201")));
        var moved = Inbound(Over(Alice, "201", ParticipantResult.Answered), Rings(Bob, "202")) with
        {
            Transfers = [new CallTransfer(TransferKind.Blind, "201", "202", false)],
        };

        var pops = Next(before, moved, 5);

        pops.Should().SatisfyRespectively(
            bob => bob.Should().Match<CallPop>(pop => pop.Employee == Bob && pop.State == PopState.Ringing && pop.TransferredFrom == "201"),
            alice => alice.Should().Match<CallPop>(pop => pop.Employee == Alice && pop.End == PopEnd.HandedOn));
    }

    [Fact]
    public void Next_LegGoesOverToAnotherCall_GoesAsMerged()
    {
        var before = Next([], Internal(Party(Alice, "201", ParticipantPresence.Calling), Rings(Bob, "202")));

        Next(before, Ended(Internal(Over(Alice, "201", null))), 5).Should().ContainSingle().Which.End.Should().Be(PopEnd.Merged);
    }

    [Fact]
    public void Next_InternalCall_PopsOnTheCalledAndNotOnTheCaller()
    {
        var pops = Next([], Internal(Party(Alice, "201", ParticipantPresence.Calling), Rings(Bob, "202")));
        var talking = Next(pops, Internal(Party(Alice, "201", ParticipantPresence.InCall) with { Asked = false }, Talks(Bob, "202")), 2);

        pops.Should().ContainSingle().Which.Should().Match<CallPop>(
            pop => pop.Employee == Bob && pop.Number == "201" && pop.CallerState == PopCallerState.Pending);
        talking.Should().ContainSingle().Which.State.Should().Be(PopState.InCall);
    }

    [Fact]
    public void Next_EmployeeCalledSomebodyOutside_HasTheCardWhenTheyTalk()
    {
        var outbound = Inbound(Party(Alice, "201", ParticipantPresence.Calling) with { Asked = false }) with { Direction = CallDirection.Outbound };

        Next([], outbound).Should().BeEmpty();
        Next([], outbound with { Participants = [Talks(Alice, "201") with { Asked = false }] }).Should().ContainSingle()
            .Which.State.Should().Be(PopState.InCall);
    }

    [Fact]
    public void Next_SupervisorListensIn_HasNoPop() =>
        Next([], Inbound(Talks(Alice, "201") with { Kind = ParticipantKind.Supervisor })).Should().BeEmpty();

    private static List<CallPop> Next(List<CallPop> before, Call call, double seconds = 0) =>
        PopFold.Next(before, call, (PopCallerState.Pending, null), Now.AddSeconds(seconds));

    private static Call Inbound(params Participant[] participants) => new()
    {
        Tenant = "default",
        Id = new Guid(9, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
        Link = "office",
        Direction = CallDirection.Inbound,
        State = CallState.Ringing,
        External = new PhoneNumber("12025550111", PhoneNumberKind.Public, "+12025550111", "1110555202"),
        CallerNumber = "+12025550111",
        DialedNumber = "100",
        StartedAt = Now,
        Participants = participants,
    };

    private static Call Internal(params Participant[] participants) => Inbound(participants) with
    {
        Direction = CallDirection.Internal,
        External = null,
        CallerNumber = "201",
        DialedNumber = "202",
    };

    private static Call Ended(Call call) => call with { State = CallState.Ended, Outcome = CallOutcome.Missed, EndedAt = Now.AddSeconds(4) };

    private static Participant Rings(Guid? employee, string extension) => Party(employee, extension, ParticipantPresence.Ringing);

    private static Participant Talks(Guid? employee, string extension) =>
        Party(employee, extension, ParticipantPresence.InCall) with { Answered = true, Result = ParticipantResult.Answered };

    private static Participant Over(Guid? employee, string extension, ParticipantResult? result) =>
        Party(employee, extension, ParticipantPresence.None) with { Result = result };

    private static Participant Party(Guid? employee, string extension, ParticipantPresence presence) => new(
        extension, ParticipantKind.Extension, employee, true, true, false, 1, default, default, default, null)
    { Presence = presence };
}
