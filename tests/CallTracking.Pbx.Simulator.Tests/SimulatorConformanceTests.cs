using CallTracking.Testing.Adapters;

namespace CallTracking.Pbx.Simulator;

public sealed class SimulatorConformanceTests
{
    private static readonly AdapterConformance Kit = new(static surroundings => ValueTask.FromResult(new AdapterUnderTest(
        new SimulatedPbx(new SimulatorOptions { Script = OneCall }, surroundings.Time), new OfItsOwnAccord())));

    private static SimulatorScript OneCall => new SimulatorScript().Inbound(
        TimeSpan.FromSeconds(2), "+12025550111",
        call => call.Ring("7001").Wait(TimeSpan.FromSeconds(3)).Answer().Wait(TimeSpan.FromSeconds(40)).HangUp(SimulatedSide.Caller));

    public static TheoryData<string> Checks => [.. AdapterConformance.Checks];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Adapter_MeetsTheKit(string check)
    {
        var reason = await Kit.RunAsync(check, TestContext.Current.CancellationToken);

        Assert.SkipWhen(reason is not null, reason ?? string.Empty);
    }

    /// <summary>The simulator is the PBX itself, and its calls come when they come.</summary>
    private sealed class OfItsOwnAccord : IFakePbx
    {
        public void MakeCall()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
