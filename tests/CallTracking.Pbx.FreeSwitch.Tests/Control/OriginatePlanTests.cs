using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class OriginatePlanTests
{
    private static readonly PbxOriginateRequest Request = new()
    {
        AgentLeg = new LegId("aaaaaaaa-0000-4000-8000-000000000001"),
        Agent = "1001",
        Number = "+12025550111",
    };

    [Theory]
    [InlineData("carrier")]
    [InlineData(null)]
    public void Command_IsReadBackByTheMapping(string? gateway)
    {
        var plan = OriginatePlan.Of(Request, new FreeSwitchControlOptions { Domain = "pbx.test", Gateway = gateway });

        OriginateCommand.Parse(Arguments(plan.Command)).Should().Be(
            new OriginateCommand(Request.AgentLeg.Value, "1001", "+12025550111"), "the job's event repeats the arguments, and the mapping reads them");
        plan.CustomerLeg.HasValue.Should().Be(gateway is not null);
    }

    [Fact]
    public void Trunk_OfARequest_GoesBeforeThatOfTheLink()
    {
        var plan = OriginatePlan.Of(Request with { Trunk = "other" }, new FreeSwitchControlOptions { Gateway = "carrier" });

        Arguments(plan.Command).Should().Contain("sofia/gateway/other/+12025550111").And.NotContain("carrier");
    }

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(30, 30)]
    [InlineData(30.5, 31)]
    public void Seconds_AreWhole(double seconds, int expected) =>
        OriginatePlan.Seconds(TimeSpan.FromSeconds(seconds), 600, "time").Should().Be(expected);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(601)]
    [InlineData(1e10)]
    public void Seconds_OutOfBounds_AreRefused(double seconds)
    {
        var take = () => OriginatePlan.Seconds(TimeSpan.FromSeconds(seconds), 600, "time");
        take.Should().Throw<ArgumentOutOfRangeException>().WithMessage("time must be between 1 and 600*");
    }

    private static string Arguments(EslCommand command)
    {
        var output = new ArrayBufferWriter<byte>();
        EslWriter.Write(output, command);
        var line = Encoding.UTF8.GetString(output.WrittenSpan).Split('\n')[0];
        return line["bgapi originate ".Length..];
    }
}
