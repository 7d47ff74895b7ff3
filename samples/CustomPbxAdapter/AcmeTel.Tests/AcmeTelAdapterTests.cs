using CallTracking.Testing.Adapters;
using Microsoft.Extensions.Logging;

namespace AcmeTel;

public sealed class AcmeTelAdapterTests
{
    private static readonly AdapterConformance Kit = new(static surroundings =>
    {
        var pbx = new FakeAcmeTel(surroundings.Time);
        var adapter = new AcmeTelAdapter(
            pbx.Options, surroundings.Recorder, surroundings.Time, surroundings.Loggers.CreateLogger<AcmeTelAdapter>());
        return ValueTask.FromResult(new AdapterUnderTest(adapter, pbx));
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
