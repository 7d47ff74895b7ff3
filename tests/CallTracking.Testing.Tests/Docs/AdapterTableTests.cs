using System.Text;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.FreeSwitch;
using CallTracking.Pbx.Simulator;
using CallTracking.Testing.Adapters;
using CallTracking.Testing.Asterisk;
using CallTracking.Testing.FreeSwitch;
using Microsoft.Extensions.Logging;

namespace CallTracking.Testing.Docs;

/// <summary>The package's table of adapters and checks is what the kit finds. Renew it with <c>CALLTRACKING_RENEW_GOLDEN=1</c>.</summary>
public sealed class AdapterTableTests
{
    private const string Begin = "<!-- adapters -->\n";
    private const string End = "<!-- /adapters -->";

    private static readonly (string Name, AdapterConformance Kit)[] Adapters =
    [
        ("Asterisk", new(static surroundings =>
        {
            var pbx = new FakeAsterisk(new() { TimeProvider = surroundings.Time });
            var options = new AsteriskOptions { Host = "pbx", User = "ct", Secret = pbx.Options.Secret, OpenStream = pbx.ConnectAsync };
            return ValueTask.FromResult(new AdapterUnderTest(
                new AsteriskAdapter(options, surroundings.Recorder, surroundings.Time, surroundings.Loggers.CreateLogger<AsteriskAdapter>()),
                new FakeAsteriskPbx(pbx, "PJSIP/line", "12025550123", "5000", "2001")));
        })),
        ("FreeSWITCH", new(static surroundings =>
        {
            var pbx = new FakeFreeSwitch(new() { TimeProvider = surroundings.Time });
            var options = new FreeSwitchOptions { Host = "pbx", Password = pbx.Options.Password, OpenStream = pbx.ConnectAsync };
            return ValueTask.FromResult(new AdapterUnderTest(
                new FreeSwitchAdapter(options, surroundings.Recorder, surroundings.Time, surroundings.Loggers.CreateLogger<FreeSwitchAdapter>()),
                new FakeFreeSwitchPbx(pbx, "external", "+12025550123", "5000", "2001")));
        })),
        ("Simulator", new(static surroundings => ValueTask.FromResult(new AdapterUnderTest(
            new SimulatedPbx(new SimulatorOptions { Script = OneCall }, surroundings.Time), new OfItsOwnAccord())))),
    ];

    private static SimulatorScript OneCall => new SimulatorScript().Inbound(
        TimeSpan.FromSeconds(2), "+12025550123",
        call => call.Ring("2001").Wait(TimeSpan.FromSeconds(3)).Answer().Wait(TimeSpan.FromSeconds(40)).HangUp(SimulatedSide.Caller));

    [Fact]
    public async Task Table_InTheReadme_IsWhatTheKitFinds()
    {
        var columns = await Task.WhenAll(Adapters.Select(static adapter => RunAsync(adapter.Kit)));
        var table = new StringBuilder("| check |").AppendJoin("", Adapters.Select(static one => $" {one.Name} |")).Append("\n| --- |");
        table.AppendJoin("", Adapters.Select(static _ => " --- |")).Append('\n');
        for (var i = 0; i < AdapterConformance.Checks.Count; i++)
        {
            table.Append("| ").Append(AdapterConformance.Checks[i]).Append(" |").AppendJoin("", columns.Select(column => $" {column[i]} |")).Append('\n');
        }

        var readme = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Docs", "README.md"), TestContext.Current.CancellationToken))
            .ReplaceLineEndings("\n");
        if (Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1")
        {
            readme = readme.Split(Begin)[0] + Begin + table + End + readme.Split(End)[1];
            await File.WriteAllTextAsync(
                Path.Combine(AppContext.BaseDirectory, "../../../../../src/CallTracking.Testing/README.md"), readme, TestContext.Current.CancellationToken);
        }

        readme.Split(Begin)[1].Split(End)[0].Should().Be(table.ToString());
    }

    private static async Task<List<string>> RunAsync(AdapterConformance kit)
    {
        var results = new List<string>();
        foreach (var check in AdapterConformance.Checks)
        {
            results.Add(await kit.RunAsync(check, TestContext.Current.CancellationToken) is { } reason ? $"does not apply: {reason}" : "yes");
        }

        return results;
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
