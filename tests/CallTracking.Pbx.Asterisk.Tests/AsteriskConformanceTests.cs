using CallTracking.Testing.Adapters;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

public sealed class AsteriskConformanceTests
{
    private static readonly AdapterConformance Kit = new(static surroundings =>
    {
        var asterisk = new FakeAsterisk(new() { TimeProvider = surroundings.Time }).Start();
        var adapter = new AsteriskAdapter(
            asterisk.LinkOptions(), surroundings.Recorder, surroundings.Time, surroundings.Loggers.CreateLogger<AsteriskAdapter>());
        return ValueTask.FromResult(new AdapterUnderTest(
            adapter, new FakeAsteriskPbx(asterisk, "PJSIP/trunk", "12025550111", "5550100", "101")));
    });

    public static TheoryData<string> Checks => [.. AdapterConformance.Checks];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Adapter_MeetsTheKit(string check)
    {
        var reason = await Kit.RunAsync(check, TestContext.Current.CancellationToken);

        Assert.SkipWhen(reason is not null, reason ?? string.Empty);
    }
}
