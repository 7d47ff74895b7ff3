using CallTracking.Calls;
using CallTracking.Samples.Console.Live;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Live;

public sealed class UnservedCallersTests
{
    private const string Number = "+12025550111";
    private readonly UnservedCallers _callers = new();

    [Fact]
    public void Add_TwoMissedCallsOfOneNumber_AreOneCallerWithTwoAttempts()
    {
        _callers.Add(SeededStore.Make(1, 8, CallDirection.Inbound, CallOutcome.Missed, Number));
        _callers.Add(SeededStore.Make(2, 9, CallDirection.Inbound, CallOutcome.Busy, Number));

        var caller = _callers.List().Should().ContainSingle().Subject;
        caller.Should().BeEquivalentTo(new { Number, Attempts = 2, Last = new { Outcome = CallOutcome.Busy } });
    }

    [Theory]
    [InlineData(CallDirection.Outbound, CallOutcome.Answered, 0)]
    [InlineData(CallDirection.Inbound, CallOutcome.Answered, 0)]
    [InlineData(CallDirection.Outbound, CallOutcome.NoAnswer, 1)]
    public void Add_ALaterConversation_TakesTheCallerOffTheList(CallDirection direction, CallOutcome outcome, int left)
    {
        _callers.Add(SeededStore.Make(1, 8, CallDirection.Inbound, CallOutcome.Missed, Number));

        _callers.Add(SeededStore.Make(2, 9, direction, outcome, Number));

        _callers.Count.Should().Be(left);
    }

    [Fact]
    public void Add_CallersWhoWithholdTheirNumber_AreOnlyCounted()
    {
        _callers.Add(SeededStore.Make(1, 8, CallDirection.Inbound, CallOutcome.Missed, null));

        _callers.Count.Should().Be(0);
        _callers.Withheld.Should().Be(1);
    }

    [Fact]
    public void Add_VeryManyCallers_KeepsTheLatest()
    {
        for (var i = 0; i < 1_200; i++)
        {
            _callers.Add(SeededStore.Make(i, i / 100.0, CallDirection.Inbound, CallOutcome.Missed, $"+120255{i:D5}"));
        }

        _callers.Count.Should().Be(1_000);
        _callers.List()[0].Number.Should().Be("+12025501199");
    }
}
