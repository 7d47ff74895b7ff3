using CallTracking.Calls;
using CallTracking.Dialing;

namespace CallTracking.Samples.Web.Dialing;

public sealed class PlacedDialTests
{
    [Theory]
    [InlineData(DialProgress.Asked, DialProgress.Waiting, "State.Asked")]
    [InlineData(DialProgress.Ringing, DialProgress.Waiting, "State.AgentRinging")]
    [InlineData(DialProgress.Lifted, DialProgress.Asked, "State.Connecting")]
    [InlineData(DialProgress.Lifted, DialProgress.Ringing, "State.CustomerRinging")]
    [InlineData(DialProgress.Lifted, DialProgress.Lifted, "State.Talking")]
    [InlineData(DialProgress.Left, DialProgress.Left, "State.Ending")]
    public void Words_WhileItGoesOn_SayHowFarBothSidesAre(DialProgress agent, DialProgress customer, string word)
    {
        var dial = Placed(new DialState(1, agent, customer, null, null));
        dial.Words.Should().Equal(word);
        dial.IsOver.Should().BeFalse();
    }

    [Fact]
    public void Words_OfAnOutcomeWithAReason_AreTheMostExactFirst()
    {
        var dial = Placed(new DialState(2, DialProgress.NotReached, DialProgress.Waiting, null, new DialOutcome(CallOutcome.NotStarted, "busy", null)));
        dial.Words.Should().Equal("Outcome.NotStarted.busy", "Outcome.NotStarted");
        (dial.IsOver, dial.IsReached).Should().Be((true, false));
    }

    [Theory]
    [InlineData("+12025550123", true)]
    [InlineData("*21#", true)]
    [InlineData("••••••••••23", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("+1 202", false)]
    public void IsDialable_AMaskedOrForeignText_IsNot(string? number, bool isDialable) => DialDesk.IsDialable(number).Should().Be(isDialable);

    [Fact]
    public void IsOf_AnObligation_IsNotTheSameNumberDialledWithoutIt()
    {
        var obligation = Guid.CreateVersion7();
        var dial = new PlacedDial { Number = "+12025550123", ObligationId = obligation, PlacedAt = DateTimeOffset.UnixEpoch };
        dial.IsOf("+12025550123", null).Should().BeFalse();
        dial.IsOf(null, obligation).Should().BeTrue();
    }

    private static PlacedDial Placed(DialState state) => new() { Number = "+12025550123", PlacedAt = DateTimeOffset.UnixEpoch, State = state };
}
