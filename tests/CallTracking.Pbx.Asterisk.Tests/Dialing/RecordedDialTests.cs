using CallTracking.Calls;
using CallTracking.Dialing;

namespace CallTracking.Pbx.Asterisk.Dialing;

/// <summary>What a real Asterisk told of calls that a program placed, told again for calls that the dialler places.</summary>
public sealed class RecordedDialTests
{
    [Theory]
    [InlineData("asterisk-22/c2c_ami_answered", CallOutcome.Answered, null)]
    [InlineData("asterisk-22/c2c_ami_customer_busy", CallOutcome.Busy, null)]
    [InlineData("asterisk-22/c2c_ami_ext_noanswer", CallOutcome.NotStarted, "noAnswer")]
    public async Task Dial_ToldAsItWasRecorded_HasTheRightOutcomeAndOwner(string recording, CallOutcome outcome, string? reason)
    {
        await using var host = await DialingHost.StartAsync(outboundPrefix: "9");
        host.Pbx.Answer = action => action.Name == "Originate" ? Tell(host.Pbx, recording, action) : null;

        var dial = await host.DialAsync();
        var ended = await dial.Outcome.InTime();

        var call = (await host.CallsAsync()).Should().ContainSingle("it is one call, placed by him and not received").Subject;
        ended.Should().Be(new DialOutcome(outcome, reason, call.Id));
        call.Should().BeEquivalentTo(new
        {
            Direction = CallDirection.Outbound,
            Origin = CallOrigin.ClickToCall,
            PlacedBy = host.Employee.ToString("D"),
            CallerNumber = "101",
            External = new { E164 = "+12025550111" },
            Outcome = outcome,
        });
        (await host.DialsAsync()).Should().ContainSingle().Which.Should().Match<Dial>(row => row.CallId == call.Id && row.Outcome == outcome);
    }

    private static string Tell(FakeAsterisk pbx, string recording, AmiFrame action)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scenarios", recording, "ami.txt"))
            .Replace("ct-c2c-a", action["ChannelId"], StringComparison.Ordinal).Replace("ActionID: c2c-1", $"ActionID: {action["ActionID"]}", StringComparison.Ordinal);
        var transcript = AmiTranscript.Parse(text);
        var moved = transcript.Moved(TimeProvider.System.GetUtcNow() - transcript.Connections[0].Messages[0].At);

        // Behind the reply, which is sent when this returns.
        _ = Task.Run(() => pbx.Play(moved));
        return $"Response: Success\nActionID: {action["ActionID"]}\nMessage: Originate successfully queued\n\n";
    }
}
