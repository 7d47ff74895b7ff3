using CallTracking.Testing.Adapters;
using CallTracking.Testing.FreeSwitch;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class FreeSwitchConformanceTests
{
    public static TheoryData<string, FreeSwitchEventFormat> Checks
    {
        get
        {
            var data = new TheoryData<string, FreeSwitchEventFormat>();
            foreach (var check in AdapterConformance.Checks)
            {
                data.Add(check, FreeSwitchEventFormat.Json);
                data.Add(check, FreeSwitchEventFormat.Plain);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Adapter_MeetsTheKit(string check, FreeSwitchEventFormat format)
    {
        var reason = await Kit(format).RunAsync(check, TestContext.Current.CancellationToken);

        Assert.SkipWhen(reason is not null, reason ?? string.Empty);
    }

    internal static AdapterConformance Kit(FreeSwitchEventFormat format) => new(surroundings =>
    {
        var pbx = new FakeFreeSwitch(new() { TimeProvider = surroundings.Time });
        var options = new FreeSwitchOptions { Host = "pbx.test", Password = pbx.Options.Password, Format = format, OpenStream = pbx.ConnectAsync };
        var adapter = new FreeSwitchAdapter(
            options, surroundings.Recorder, surroundings.Time, surroundings.Loggers.CreateLogger<FreeSwitchAdapter>());
        return ValueTask.FromResult(new AdapterUnderTest(adapter, new FakeFreeSwitchPbx(pbx, "external", "+12025550111", "+12025550100", "1001")));
    });
}
